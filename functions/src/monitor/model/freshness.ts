import { durationMs } from '../../rule/duration.ts';
import { fixedTable } from './fixedTable.ts';
import type { Observation } from './observation.ts';

/** How old the newest rows of a table are, against what a rule promises. */
export interface Freshness {
  table: string;
  promisedMs: number;
  /** Undefined where the table does not exist. */
  modified: Date | undefined;
  ageMs: number | undefined;
}

/** Of each table that an enabled rule promises freshness of; where several do, the strictest counts. */
export function freshnessOf({
  at,
  rules,
  tables,
  projectId,
}: Pick<Observation, 'at' | 'rules' | 'tables' | 'projectId'>): Freshness[] {
  const promises = new Map<string, number>();
  for (const { rule } of rules.rules) {
    const table = fixedTable(rule, projectId);
    if (rule.Disabled || rule.Dest.Freshness === undefined || table === undefined) continue;
    const promised = durationMs(rule.Dest.Freshness);
    promises.set(table, Math.min(promised, promises.get(table) ?? promised));
  }
  return [...promises]
    .filter(([table]) => tables.has(table))
    .map(([table, promisedMs]) => {
      const modified = tables.get(table)?.modified;
      return { table, promisedMs, modified, ageMs: modified && at.getTime() - modified.getTime() };
    });
}
