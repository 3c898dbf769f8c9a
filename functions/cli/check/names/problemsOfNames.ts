import { actionKinds } from '../../../src/action/actionKinds.ts';
import { fullTableName, type TableName } from '../../../src/model/table.ts';
import { type FieldPath, fieldName, type RuleProblem } from '../../../src/rule/problem.ts';
import type { LoadedRule } from '../../../src/rule/readRules.ts';
import { sqlTexts } from '../../../src/rule/sqlTexts.ts';
import { placeIn } from '../../sql/placeIn.ts';
import type { SqlReader } from '../../sql/sqlReader.ts';
import type { TableSource } from '../../sql/tableSource.ts';
import { type Destinations, destinationsOf } from './destinations.ts';
import { examplePlan } from './examplePlan.ts';
import { faultsOfActions } from './faultsOfActions.ts';
import { faultsOfMove } from './faultsOfMove.ts';
import { knownVariables } from './ruleAtHand.ts';
import type { SqlFault, SqlFindings } from './sqlFault.ts';

interface Names {
  reader: SqlReader;
  /** The project of tables that name none. */
  projectId: string;
  look: TableSource;
  /** A path that a rule takes, where one can be made up. */
  pathOf(rule: LoadedRule): string | undefined;
  /** Whether the text at a place of a rule is no SQL, of which enough is said. */
  isFaulty(rule: LoadedRule, path: FieldPath): boolean;
}

/** The wrong names and types in the SQL of enabled rules, and the tables whose columns would have to be known to look at more. */
export async function problemsOfNames(
  rules: readonly LoadedRule[],
  names: Names,
): Promise<{ problems: RuleProblem[]; unknown: string[] }> {
  const { projectId, look } = names;
  const destinations = await destinationsOf(rules, { projectId, look });
  const found: { loaded: LoadedRule; findings: SqlFindings }[] = [];
  for (const loaded of rules) {
    if (loaded.rule.Disabled !== true)
      found.push({ loaded, findings: await findingsOf(loaded, { ...names, destinations }) });
  }
  // A table that actions make is not what it was when they have run.
  const changed = new Set(found.flatMap(({ findings }) => findings.changed));
  const problems = found.flatMap(({ loaded, findings }) =>
    findings.faults
      .filter(({ tables }) => !tables.some((table) => changed.has(table)))
      .map((fault) => problemOf(loaded, fault, { destinations, projectId })),
  );
  const unknown = found.flatMap(({ findings }) => findings.unknown).filter(isPlain);
  const shown = unknown.map(fullTableName).filter((name) => !changed.has(name));
  return { problems, unknown: [...new Set(shown.map(briefly(projectId)))].sort() };
}

/** Of the others, such as `INFORMATION_SCHEMA.TABLES` and `orders_*`, nobody is asked for the columns. */
const isPlain = ({ tableId }: TableName): boolean => !/^INFORMATION_SCHEMA\.|^__|[*$]/.test(tableId);

/** Without the project that it need not name. */
const briefly =
  (projectId: string) =>
  (name: string): string =>
    name.startsWith(`${projectId}.`) ? name.slice(projectId.length + 1) : name;

interface Known {
  destinations: Destinations;
  projectId: string;
}

async function findingsOf(loaded: LoadedRule, names: Names & Known): Promise<SqlFindings> {
  const { projectId, isFaulty } = names;
  const texts = sqlTexts(loaded.rule, actionKinds);
  const path = texts.length === 0 ? undefined : names.pathOf(loaded);
  const plan = path === undefined ? undefined : examplePlan(loaded, path, projectId);
  if (path === undefined || plan === undefined) return { faults: [], unknown: [], changed: [] };
  const hand = {
    ...{ loaded, path, plan, texts, known: knownVariables(plan, projectId) },
    ...{ reader: names.reader, projectId, look: names.look, destinations: names.destinations },
    isFaulty: (place: FieldPath) => isFaulty(loaded, place),
  };
  const [ofMove, ofActions] = [await faultsOfMove(hand), await faultsOfActions(hand)];
  return {
    faults: [...ofMove.faults, ...ofActions.faults],
    unknown: [...ofMove.unknown, ...ofActions.unknown],
    changed: ofActions.changed,
  };
}

function problemOf(loaded: LoadedRule, fault: SqlFault, { destinations, projectId }: Known): RuleProblem {
  const { url, line, rule } = loaded;
  const { path, message, by, at, tables } = fault;
  const field = fieldName(path);
  const written = sqlTexts(rule, actionKinds).find((one) => fieldName(one.path) === field)?.text;
  const place = written === undefined || at === undefined ? '' : ` [at ${placeIn(written, at)}]`;
  const assumed = tables.filter((table) => destinations.get(table)?.isAsWritten === true);
  const end = by === 'bqtail' ? '' : '; BigQuery would refuse it';
  const shown = assumed.map(briefly(projectId)).join(', ');
  const condition = shown === '' ? '' : ` if ${shown} has no more columns than Schema.Fields says`;
  const base = { file: url, line, column: 1, field, message: `${field}: ${message}${place}${end}${condition}` };
  return { severity: assumed.length === 0 ? 'error' : 'warning', ...base };
}
