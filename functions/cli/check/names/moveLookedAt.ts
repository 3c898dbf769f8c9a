import { fullTableName, type TableField, type TableName } from '../../../src/model/table.ts';
import type { MoveJob } from '../../../src/plan/move/moveJob.ts';
import type { FieldPath } from '../../../src/rule/problem.ts';
import type { Rule } from '../../../src/rule/schema.ts';
import { movesOf, withoutPartition } from '../../sql/movesOf.ts';
import type { KnownTable, SqlAnalysis } from '../../sql/sqlReader.ts';
import { changedType } from './changedType.ts';
import { examplePlan } from './examplePlan.ts';
import { type Lookup, lookupIn } from './lookup.ts';
import { type Part, partAt } from './markedRule.ts';
import type { RuleAtHand } from './ruleAtHand.ts';
import type { SqlFault } from './sqlFault.ts';
import type { MoveTables } from './tablesOfMove.ts';

/** What is known of a move whose SQL is looked at. */
interface Left {
  tables: MoveTables;
  parts: readonly Part[];
  /** The parts that are left out. */
  left: ReadonlySet<Part>;
}

/** The first fault, where there is one. */
interface LookedAt {
  fault?: SqlFault;
  /** Whose text is at fault. */
  part?: Part;
  unknown: readonly TableName[];
}

/** Looks at the statements that bqtail makes of a rule whose parts are marked. */
export async function moveLookedAt(rule: Rule, hand: RuleAtHand, { tables, parts, left }: Left): Promise<LookedAt> {
  const ingestion = examplePlan({ ...hand.loaded, rule }, hand.path, hand.projectId)?.ingestion;
  if (ingestion?.transient === undefined) return { unknown: [] };
  const { temporaryTable, moves, problem } = movesOf(ingestion, tables.known);
  if (temporaryTable?.columns.length === 0) return { unknown: [] };
  if (problem !== undefined) return { fault: ofPlan(problem, [...tables.known.keys()]), unknown: [] };
  const own = new Map<string, KnownTable>();
  if (temporaryTable) own.set(temporaryTable.name, ownTable(temporaryTable.columns));
  const around: Around = { hand, own, lookup: lookupIn(hand), tables, parts, left };
  const unknown: TableName[] = [];
  for (const job of moves) {
    const looked = await jobLookedAt(job, around);
    unknown.push(...looked.unknown);
    if (looked.fault) return { ...looked, unknown };
  }
  return { unknown };
}

interface Around extends Left {
  hand: RuleAtHand;
  /** The tables of the process. */
  own: Map<string, KnownTable>;
  lookup: Lookup;
}

async function jobLookedAt({ purpose, configuration }: MoveJob, around: Around): Promise<LookedAt> {
  const { own, lookup, tables } = around;
  const { query, destinationTable } = configuration.query ?? {};
  if (query === undefined) return { unknown: [] };
  const { fault, unknown, columns } = await analyzed(query, around);
  const read = [...tables.known.keys(), ...lookup.read];
  if (fault) return { unknown, ...placed({ fault, sql: query, parts: around.parts, tables: read }) };
  if (columns === undefined || destinationTable === undefined) return { unknown };
  const name = fullTableName(withoutPartition(destinationTable as TableName));
  if (purpose === 'cluster') own.set(name, ownTable(columns));
  return { unknown, ...ofTypes({ columns, fields: tables.known.get(name)?.fields ?? [] }, { ...around, read }) };
}

const ownTable = (fields: readonly TableField[]): KnownTable => ({ fields, isByIngestionTime: false });

const analyzed = (sql: string, { hand, own, lookup }: Pick<Around, 'hand' | 'own' | 'lookup'>): Promise<SqlAnalysis> =>
  hand.reader.analyze(sql, {
    projectId: hand.projectId,
    find: async (table) => own.get(fullTableName(table)) ?? lookup.find(table),
  });

interface Faulty {
  fault: NonNullable<SqlAnalysis['fault']>;
  sql: string;
  parts: readonly Part[];
  tables: readonly string[];
}

function placed({ fault: { message, at }, sql, parts, tables }: Faulty): { fault: SqlFault; part?: Part } {
  const found = at === undefined ? undefined : partAt(sql, at, parts);
  if (!found) return { fault: { path: ['Dest'], message, by: 'BigQuery', tables } };
  return { fault: { path: found.part.path, message, by: 'BigQuery', at: found.at, tables }, part: found.part };
}

/** NULL and an empty list take any type. */
const ANY_TYPE = /^\s*(?:NULL|\[\s*\])\s*$/i;

/** The first part whose column would get another type in the destination. */
function ofTypes(
  written: Parameters<typeof changedType>[1],
  { parts, left, read }: Left & { read: readonly string[] },
): { fault?: SqlFault; part?: Part } {
  for (const part of parts) {
    const [, field, column] = part.path;
    if (field !== 'Transform' || left.has(part) || ANY_TYPE.test(part.filled.text)) continue;
    const message = changedType(String(column), written);
    if (message) return { part, fault: { path: part.path, message, by: 'BigQuery', tables: read } };
  }
  return {};
}

/** What bqtail itself has against it begins with the field. */
function ofPlan(problem: string, tables: readonly string[]): SqlFault {
  const [, field = 'Dest', message = problem] = /^(Dest(?:\.\w+)+): (.*)$/s.exec(problem) ?? [];
  const path: FieldPath = field.split('.');
  return { path, message, by: 'bqtail', tables };
}
