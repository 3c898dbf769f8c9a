import type { Plan } from '../../../src/model/plan.ts';
import { fullTableName } from '../../../src/model/table.ts';
import type { Variables } from '../../../src/rule/expand.ts';
import type { FieldPath } from '../../../src/rule/problem.ts';
import type { LoadedRule } from '../../../src/rule/readRules.ts';
import type { SqlText } from '../../../src/rule/sqlTexts.ts';
import type { SqlReader } from '../../sql/sqlReader.ts';
import type { TableSource } from '../../sql/tableSource.ts';
import type { Destinations } from './destinations.ts';
import { isKnown, STAND_INS } from './filledSql.ts';

/** A rule whose names are looked at, and what that takes. */
export interface RuleAtHand {
  loaded: LoadedRule;
  /** Of a file that the rule takes. */
  path: string;
  plan: Plan;
  /** The variables whose values do not come with the file. */
  known: Variables;
  texts: readonly SqlText[];
  /** Whether the text at a place is no SQL, of which enough is said. */
  isFaulty(path: FieldPath): boolean;
  reader: SqlReader;
  projectId: string;
  look: TableSource;
  destinations: Destinations;
}

/** The variables of a process whose values do not come with its file. */
export function knownVariables(plan: Plan, projectId: string): Variables {
  const { variables, fromPath = [], processId, destination, ingestion } = plan;
  const own = Object.entries(variables).filter(([name]) => !fromPath.includes(name) && !/^\d$/.test(name));
  const source = ingestion?.transient?.move.source;
  return {
    ...Object.fromEntries(own),
    ...{ EventID: processId, JobID: processId, DestTable: destination, ProjectID: projectId },
    ...(source ? { TempTable: fullTableName(source) } : {}),
  };
}

/** What variables that are not known are to stand for, in turn: one is enough where there are none. */
export const standInsFor = (texts: readonly string[], known: Variables): readonly string[] =>
  texts.every((text) => isKnown(text, known)) ? STAND_INS.slice(0, 1) : STAND_INS;
