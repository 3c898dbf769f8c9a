import { z } from 'zod';

/** From worst to best. */
export const OUTCOMES = ['wrong', 'warning', 'unknown', 'ok'] as const;

const finding = z.strictObject({
  /** The check's ID. */
  check: z.string(),
  outcome: z.enum(OUTCOMES),
  /** What was read, and how it is; of `unknown`, why that cannot be known. */
  found: z.string(),
  /** What is right. */
  right: z.string(),
  /** What to do; where all is well there is nothing. */
  todo: z.string().optional(),
});

/** What `bqtail doctor --json` writes. */
export const reportSchema = z.strictObject({
  project: z.string(),
  /** Worst first. */
  findings: z.array(finding),
  /** IDs of checks that were not made, by the reason. */
  notChecked: z.strictObject({ reason: z.string(), checks: z.array(z.string()) }).optional(),
});

export type Report = z.infer<typeof reportSchema>;
export type ReportedFinding = Report['findings'][number];
