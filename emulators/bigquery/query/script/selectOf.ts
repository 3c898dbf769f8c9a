import { prepareStatement } from '../../evaluation/prepareStatement.ts';
import { computed } from './compute.ts';
import type { Placed, Running } from './scriptRun.ts';
import type { Statement } from './statement.ts';

export async function selectOf(query: Placed, { run, state }: Running): Promise<Statement> {
  const prepared = await prepareStatement(query, run.preparing(state));
  return { kind: 'SELECT', ...(await computed(prepared, run, 'text')) };
}
