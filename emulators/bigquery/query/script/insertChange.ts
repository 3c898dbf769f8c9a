import { flatten } from '../../../googlesql/nodes.ts';
import { sourceOf } from '../../../googlesql/source.ts';
import { emitInsert } from '../../emission/emitInsert.ts';
import type { Session } from '../../engine/session.ts';
import type { BoundTable } from '../../evaluation/boundTable.ts';
import { evaluateChange, NotEvaluated } from '../../evaluation/evaluateStatement.ts';
import { quoted } from '../../evaluation/prepareStatement.ts';
import { stageRows } from '../../evaluation/stageRows.ts';
import { defaultExpression, type Field, nullable } from '../../schema/field.ts';
import { quoteName } from '../../schema/names.ts';
import { typeName } from '../../schema/typeName.ts';
import type { Change } from './change.ts';
import { emitted } from './compute.ts';
import { rowsOfText, SOURCE } from './rowsOfText.ts';
import type { DmlChange } from './statement.ts';

/** INSERT. Columns that the statement does not name take their defaults. */
export async function insertChange(change: Change, session: Session): Promise<DmlChange> {
  const { prepared, target, sql } = change;
  const named = columnsOf(flatten(prepared.resolved)['insertColumnList']);
  const isNamed = ({ name }: Field): boolean => named.has(name.toUpperCase());
  const fields = [...target.fields, ...target.hidden].filter(isNamed);
  const table = await rowsInserted(change, fields, session);
  const others = target.fields.filter((field) => !isNamed(field) && defaultExpression(field) !== undefined);
  const rows = others.length === 0 ? table : await withOthers(change, { table, fields, others, session });
  const columns = [...fields, ...others].map(({ name }) => quoteName(name)).join(', ');
  return {
    insertedRowCount: String(await session.run(`INSERT INTO ${sql} (${columns}) SELECT ${columns} FROM ${rows}`)),
  };
}

const columnsOf = (list: unknown): Set<string> =>
  new Set(((list ?? []) as { name?: string }[]).map(({ name = '' }) => name.toUpperCase()));

async function rowsInserted(
  { prepared, target, running }: Change,
  fields: readonly Field[],
  session: Session,
): Promise<string> {
  const all = [...target.fields, ...target.hidden];
  const positions = fields.map((field) => all.indexOf(field));
  try {
    const modified = await evaluateChange(prepared, { ...running.run, session });
    const rows = modified.map(({ cell = [] }) => ({ cell: positions.map((index) => cell[index] ?? {}) }));
    return await stageRows(session, fields.map(nullable), rows);
  } catch (error) {
    if (!(error instanceof NotEvaluated)) throw error;
    return `(${await emitted(error, () => emitInsert(prepared, session))})`;
  }
}

interface Others {
  table: string;
  fields: readonly Field[];
  /** The columns that take their defaults. */
  others: readonly Field[];
  session: Session;
}

/** The rows with the defaults of the other columns beside them. */
async function withOthers(change: Change, { table, fields, others, session }: Others): Promise<string> {
  const source: BoundTable = { name: SOURCE, fields: fields.map(nullable), hidden: [], source: async () => table };
  const columns = [
    ...fields.map(({ name }) => quoted(name)),
    ...others.map(
      (field) => `CAST((${defaultExpression(field)}) AS ${typeName(field, quoted)}) AS ${quoted(field.name)}`,
    ),
  ];
  const made = await rowsOfText(change, {
    source: sourceOf(`SELECT ${columns.join(', ')} FROM ${SOURCE}`),
    session,
    tables: new Map([[SOURCE, source]]),
  });
  return made.table;
}
