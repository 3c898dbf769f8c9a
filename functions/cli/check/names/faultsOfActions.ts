import { fullTableName, type TableField, type TableName } from '../../../src/model/table.ts';
import type { FieldPath } from '../../../src/rule/problem.ts';
import type { Action } from '../../../src/rule/schema.ts';
import type { SqlText } from '../../../src/rule/sqlTexts.ts';
import type { SqlAnalysis } from '../../sql/sqlReader.ts';
import { filledSql } from './filledSql.ts';
import { lookupIn } from './lookup.ts';
import { namedTable } from './namedTable.ts';
import { type RuleAtHand, standInsFor } from './ruleAtHand.ts';
import { faultsInAll, type SqlFault, type SqlFindings } from './sqlFault.ts';

/** The faults of the SQL of actions, each of which sees what those before it made. */
export async function faultsOfActions(hand: RuleAtHand): Promise<SqlFindings> {
  const { OnSuccess = [], OnFailure = [], OnBadFiles = [], Batch } = hand.loaded.rule;
  const findings: SqlFindings = { faults: [], unknown: [], changed: [] };
  const walk = { hand, findings };
  const afterBadFiles = await runList(walk, { actions: OnBadFiles, path: ['OnBadFiles'] }, NOTHING_MADE);
  await runList(walk, { actions: OnSuccess, path: ['OnSuccess'] }, afterBadFiles);
  await runList(walk, { actions: OnFailure, path: ['OnFailure'] }, NOTHING_MADE);
  const { OnDone = [] } = Batch?.Group ?? {};
  await runList(walk, { actions: OnDone, path: ['Batch', 'Group', 'OnDone'] }, NOTHING_MADE);
  return findings;
}

interface Walk {
  hand: RuleAtHand;
  findings: SqlFindings;
}

interface List {
  actions: readonly Action[];
  path: FieldPath;
}

/** What actions have made so far. */
interface Made {
  /** The columns of tables, by `fullTableName`; undefined where they are not known. */
  tables: ReadonlyMap<string, readonly TableField[] | undefined>;
  /** Whether an action may have made anything. */
  isLost: boolean;
}

const NOTHING_MADE: Made = { tables: new Map(), isLost: false };

async function runList(walk: Walk, { actions, path }: List, before: Made): Promise<Made> {
  let made = before;
  for (const [index, action] of actions.entries()) {
    const place = [...path, index];
    const after = await runAction(walk, { action, path: place }, made);
    const { OnSuccess = [], OnFailure = [] } = action;
    await runList(walk, { actions: OnFailure, path: [...place, 'OnFailure'] }, made);
    made = await runList(walk, { actions: OnSuccess, path: [...place, 'OnSuccess'] }, after);
  }
  return made;
}

async function runAction(walk: Walk, { action, path }: { action: Action; path: FieldPath }, made: Made): Promise<Made> {
  const { hand, findings } = walk;
  const analyses: SqlAnalysis[] = [];
  for (const text of hand.texts.filter(({ path: one }) => isWithin(one, path))) {
    const analysis = text.isLegacy || hand.isFaulty(text.path) ? undefined : await look(walk, text, { action, made });
    if (analysis) analyses.push(analysis);
  }
  const [analysis] = analyses;
  const after = effectOf(action, analysis, hand);
  findings.changed.push(...after.tables.keys());
  return { tables: new Map([...made.tables, ...after.tables]), isLost: made.isLost || after.isLost };
}

/** Of the action's own request, and not of an action within it. */
const isWithin = (path: FieldPath, action: FieldPath): boolean =>
  path.length === action.length + 2 &&
  path[action.length] === 'Request' &&
  action.every((key, index) => key === path[index]);

interface Seeing {
  action: Action;
  made: Made;
}

async function look(walk: Walk, { path, text }: SqlText, { action, made }: Seeing): Promise<SqlAnalysis | undefined> {
  const { hand, findings } = walk;
  const looked: { faults: SqlFault[]; analysis: SqlAnalysis }[] = [];
  for (const standIn of standInsFor([text], hand.known)) {
    const filled = filledSql(text, hand.known, standIn);
    const lookup = lookupIn(hand);
    const analysis = await hand.reader.analyze(filled.text, {
      projectId: hand.projectId,
      defaultDataset: defaultDatasetOf(action, hand),
      find: async (table) => {
        const name = fullTableName(table);
        if (made.isLost) return undefined;
        if (!made.tables.has(name)) return lookup.find(table);
        const fields = made.tables.get(name);
        return fields && { fields, isByIngestionTime: false };
      },
    });
    const { fault } = analysis;
    const at = fault?.at === undefined ? {} : { at: filled.written(fault.at) };
    const faults: SqlFault[] = fault
      ? [{ path, message: fault.message, by: 'BigQuery', tables: [...lookup.read], ...at }]
      : [];
    looked.push({ faults, analysis });
  }
  findings.faults.push(...faultsInAll(looked.map(({ faults }) => faults)));
  const [first, ...others] = looked.map(({ analysis }) => analysis);
  if (first === undefined || !others.every((other) => isSameWork(first, other))) return undefined;
  if (!made.isLost) findings.unknown.push(...first.unknown.filter((table) => isWritten(table, text, hand)));
  return first;
}

const isSameWork = (one: SqlAnalysis, other: SqlAnalysis): boolean => workOf(one) === workOf(other);

const workOf = ({ columns, changed, isWhole }: SqlAnalysis): string => JSON.stringify([columns, [...changed], isWhole]);

/** Whether the rule has the name as it is: nobody knows a table that is called after a file which is made up. */
function isWritten({ tableId }: TableName, text: string, { loaded, projectId }: RuleAtHand): boolean {
  return text.includes(tableId) || namedTable(loaded.rule.Dest.Table, {}, projectId)?.tableId === tableId;
}

function defaultDatasetOf({ Request = {} }: Action, { known, projectId }: RuleAtHand) {
  const { DatasetID } = Request as { DatasetID?: unknown };
  if (typeof DatasetID !== 'string') return undefined;
  const table = namedTable(`${DatasetID}.t`, known, projectId);
  return table && { projectId: table.projectId, datasetId: table.datasetId };
}

/** What an action does to tables. */
function effectOf({ Action: kind, Request = {} }: Action, analysis: SqlAnalysis | undefined, hand: RuleAtHand): Made {
  const { Dest, Table, SQL, SQLURL, Append, Template } = Request as Readonly<Record<string, unknown>>;
  const table = (text: unknown): TableName | undefined =>
    typeof text === 'string' ? namedTable(text, hand.known, hand.projectId) : undefined;
  const only = (name: TableName | undefined, fields?: readonly TableField[]): Made => ({
    tables: new Map(name ? [[fullTableName(name), fields]] : []),
    isLost: false,
  });
  if (kind === 'drop') return only(table(Table));
  if (kind === 'copy') return Append === true ? NOTHING_MADE : only(table(Dest));
  if (kind !== 'query') return NOTHING_MADE;
  if (Dest === undefined)
    return { tables: analysis?.changed ?? new Map(), isLost: SQLURL !== undefined || analysis?.isWhole !== true };
  const isPartition = typeof Dest === 'string' && /\$\$|\$\d{2,}/.test(Dest);
  const keepsColumns = Append === true || Template !== undefined || isPartition;
  return keepsColumns ? NOTHING_MADE : only(table(Dest), typeof SQL === 'string' ? analysis?.columns : undefined);
}
