import type { Deps } from '../deps/deps.ts';
import { permanent } from '../failure/failure.ts';
import { RuleError } from '../rule/ruleError.ts';
import type { Action } from '../rule/schema.ts';
import { fillRequest } from './fill/fillRequest.ts';
import { tableNameText } from './fill/tableNameText.ts';
import { tableNamed } from './tableNamed.ts';

const CONDITIONS = { complete: (conditions: object) => conditions, texts: { Exists: tableNameText } };

type Facts = Parameters<typeof fillRequest>[2];

/** Why an action is not wanted; undefined where it is. Rejects with a permanent Failure where its condition names no table. */
export async function reasonToSkip(
  { When }: Action,
  facts: Facts,
  deps: Pick<Deps, 'tables' | 'settings'>,
): Promise<string | undefined> {
  if (When === undefined) return undefined;
  const { Exists: text = '' } = (await fillRequest(CONDITIONS, When, facts)) as { Exists?: unknown };
  const table = conditionTable(String(text), deps);
  return (await deps.tables.find(table)) ? undefined : `${text} does not exist`;
}

function conditionTable(text: string, deps: Pick<Deps, 'settings'>) {
  try {
    return tableNamed(text, deps);
  } catch (error) {
    throw error instanceof RuleError ? permanent('invalid', `When.Exists: ${error.message}`) : error;
  }
}
