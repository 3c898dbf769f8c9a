import { fullTableName, type TableField, type TableName } from '../../../src/model/table.ts';
import type { FieldPath } from '../../../src/rule/problem.ts';
import type { Rule } from '../../../src/rule/schema.ts';
import { movesOf } from '../../sql/movesOf.ts';
import type { KnownTable, SqlAnalysis } from '../../sql/sqlReader.ts';
import { examplePlan } from './examplePlan.ts';
import { type Lookup, lookupIn } from './lookup.ts';
import { markedRule, type Part, partAt, partsOf } from './markedRule.ts';
import { type RuleAtHand, standInsFor } from './ruleAtHand.ts';
import { faultsInAll, type SqlFault } from './sqlFault.ts';
import { type MoveTables, tablesOfMove } from './tablesOfMove.ts';

interface Found {
  faults: SqlFault[];
  unknown: TableName[];
}

const NOTHING: Found = { faults: [], unknown: [] };

/** The faults of the SQL of `Dest`, in the statements that bqtail makes of it. */
export async function faultsOfMove(hand: RuleAtHand): Promise<Found> {
  const { plan, known } = hand;
  const texts = hand.texts.filter(({ path }) => path[0] === 'Dest');
  if (texts.length === 0 || plan.ingestion?.transient === undefined) return NOTHING;
  const tables = await tablesOfMove(hand, plan.ingestion);
  if (!('known' in tables)) return { faults: [], unknown: tables.unknown };
  const standIns = standInsFor(
    texts.map(({ text }) => text),
    known,
  );
  const found: Found[] = [];
  for (const standIn of standIns) found.push(await faultsWith(hand, { tables, parts: partsOf(texts, known, standIn) }));
  return { faults: faultsInAll(found.map(({ faults }) => faults)), unknown: found.flatMap(({ unknown }) => unknown) };
}

interface With {
  tables: MoveTables;
  parts: readonly Part[];
}

/** One fault after the other: what is wrong is left out, and the rest looked at again. */
async function faultsWith(hand: RuleAtHand, { tables, parts }: With): Promise<Found> {
  const left = new Set(parts.filter(({ path }) => hand.isFaulty(path)));
  const faults: SqlFault[] = [];
  const unknown = new Map<string, TableName>();
  let isReduced = false;
  for (;;) {
    // Columns of a subquery that is none are not known.
    isReduced ||= [...left].some(({ path }) => path.at(-1) === 'From');
    const rule = markedRule(hand.loaded.rule, parts, left);
    const looked = await lookedAt(isReduced ? reduced(rule) : simplified(rule, tables), hand, { tables, parts });
    for (const table of looked.unknown) unknown.set(fullTableName(table), table);
    if (looked.fault) faults.push(looked.fault);
    const isOpen = looked.fault === undefined && looked.unknown.length > 0 && !isReduced;
    if (looked.part === undefined && !isOpen) return { faults, unknown: [...unknown.values()] };
    if (looked.part) left.add(looked.part);
    else isReduced = true;
  }
}

/** Without what needs other tables than the temporary one. */
function reduced(rule: Rule): Rule {
  const { Transform: _transform, SideInputs: _sideInputs, Schema, ...dest } = rule.Dest;
  const { Split: _split, Template: _template, ...schema } = Schema ?? {};
  return { ...rule, Dest: { ...dest, ...(Schema ? { Schema: schema } : {}), Transient: asQuery(rule) } };
}

/** A destination of which nothing is known is one that the query makes. */
function simplified(rule: Rule, { areDestinationsKnown }: MoveTables): Rule {
  if (areDestinationsKnown) return rule;
  const { Schema, ...dest } = rule.Dest;
  const { Template: _, ...schema } = Schema ?? {};
  return { ...rule, Dest: { ...dest, ...(Schema ? { Schema: schema } : {}), Transient: asQuery(rule) } };
}

const asQuery = ({ Dest }: Rule): Rule['Dest']['Transient'] => ({ ...Dest.Transient, CopyMethod: 'QUERY' });

interface LookedAt {
  fault?: SqlFault;
  /** Whose text is at fault. */
  part?: Part;
  unknown: readonly TableName[];
}

async function lookedAt(rule: Rule, hand: RuleAtHand, { tables, parts }: With): Promise<LookedAt> {
  const ingestion = examplePlan({ ...hand.loaded, rule }, hand.path, hand.projectId)?.ingestion;
  if (ingestion?.transient === undefined) return { unknown: [] };
  const { temporaryTable, moves, problem } = movesOf(ingestion, tables.known);
  const outside = [...tables.known.keys()];
  if (temporaryTable?.columns.length === 0) return { unknown: [] };
  if (problem !== undefined) return { fault: ofPlan(problem, outside), unknown: [] };
  const own = new Map<string, KnownTable>();
  if (temporaryTable) own.set(temporaryTable.name, ownTable(temporaryTable.columns));
  const lookup = lookupIn(hand);
  const unknown: TableName[] = [];
  for (const { purpose, configuration } of moves) {
    const { query, destinationTable } = configuration.query ?? {};
    if (query === undefined) continue;
    const analysis = await analyzed(query, { hand, own, lookup });
    const { fault } = analysis;
    if (fault) return { unknown, ...placed({ fault, sql: query, parts, tables: [...outside, ...lookup.read] }) };
    unknown.push(...analysis.unknown);
    const made = destinationTable as TableName | undefined;
    if (purpose === 'cluster' && made && analysis.columns) own.set(fullTableName(made), ownTable(analysis.columns));
  }
  return { unknown };
}

const ownTable = (fields: readonly TableField[]): KnownTable => ({ fields, isByIngestionTime: false });

interface Around {
  hand: RuleAtHand;
  /** The tables of the process. */
  own: ReadonlyMap<string, KnownTable>;
  lookup: Lookup;
}

const analyzed = (sql: string, { hand, own, lookup }: Around): Promise<SqlAnalysis> =>
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

/** What bqtail itself has against it begins with the field. */
function ofPlan(problem: string, tables: readonly string[]): SqlFault {
  const [, field = 'Dest', message = problem] = /^(Dest(?:\.\w+)+): (.*)$/s.exec(problem) ?? [];
  const path: FieldPath = field.split('.');
  return { path, message, by: 'bqtail', tables };
}
