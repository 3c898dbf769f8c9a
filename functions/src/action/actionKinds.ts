import { ACTION_NAME } from '../bigquery/jobId.ts';
import type { ActionKind } from './actionKind.ts';
import * as registry from './registry.ts';

/** What job IDs call things that are no actions: the load, and the tasks of a process that waits, is to be woken, or is replayed. */
const TAKEN = ['load', 'wait', 'wake', 'replay'];

/** Kinds of actions by name. Throws where a name is none that job IDs can hold, or is taken. */
export function byName(kinds: readonly ActionKind[]): ReadonlyMap<string, ActionKind> {
  const found = new Map<string, ActionKind>();
  for (const kind of kinds) {
    const { name } = kind;
    if (!ACTION_NAME.test(name)) {
      throw new Error(`an action cannot be called ${JSON.stringify(name)}: its job IDs take lower-case letters only`);
    }
    if (TAKEN.includes(name) || found.has(name)) throw new Error(`there is ${name} already; call the action otherwise`);
    found.set(name, kind);
  }
  return found;
}

/** The actions that rules may name, and that processes carry out. */
export const actionKinds = byName(Object.values(registry));
