import { permanent } from '../failure.ts';
import type { Ingestion, Plan } from './plan.ts';

/** What a plan is to ingest; undefined where it is about actions alone. Throws its refusal. */
export function ingestionOf({ ingestion, refusal }: Plan): Ingestion | undefined {
  if (refusal) throw permanent(refusal.reason, refusal.message);
  return ingestion;
}
