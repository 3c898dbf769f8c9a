import type { Failure } from '../failure/failure.ts';
import type { Plan } from '../model/plan.ts';
import { fullTableName } from '../model/table.ts';
import { loadTable } from '../plan/loadJob.ts';

/** How a text of BigQuery's, or of its client's, goes on with what somebody can do about it. */
const ADVICE: readonly { text: RegExp; advise(found: RegExpExecArray, plan: Plan): string | undefined }[] = [
  { text: /No schema specified on job or table/i, advise: (_, plan) => noColumns(plan) },
  {
    text: /Not found: Dataset ([^\s,;]+)/i,
    advise: ([, dataset = '']) =>
      `dataset ${nameIn(dataset)} does not exist: create it in the location of the bucket, or mend its name in the rule`,
  },
  {
    text: /Not found: Table ([^\s,;]+)/i,
    advise: ([, table = '']) => `table ${nameIn(table)} does not exist: create it, or mend its name in the rule`,
  },
];

/** The message of a failure; one about something that does not exist says what it is, and what to do. */
export function withAdvice({ message }: Pick<Failure, 'message'>, plan: Plan): string {
  for (const { text, advise } of ADVICE) {
    const found = text.exec(message);
    const advice = found && advise(found, plan);
    if (advice) return `${message.replace(/[.;]\s*$/, '')}; ${advice}`;
  }
  return message;
}

function noColumns({ ingestion }: Plan): string | undefined {
  if (ingestion === undefined) return undefined;
  const table = fullTableName(loadTable(ingestion));
  return `table ${table} does not exist, or has no columns, and the rule does not say which: create the table, or give the rule Dest.Schema.Template, Dest.Schema.Fields or Dest.Schema.Autodetect`;
}

/** BigQuery writes `project:dataset.table`, at the end of a sentence too. */
const nameIn = (text: string): string => text.replace(/[.'"`]+$/, '').replace(':', '.');
