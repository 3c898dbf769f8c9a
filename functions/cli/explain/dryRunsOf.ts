import type { Plan } from '../../src/model/plan.ts';
import { tableSql } from '../../src/plan/move/quote.ts';
import type { Reader } from '../cloud/reader.ts';
import { type DryRun, dryRuns } from './dryRun.ts';
import type { Explanation } from './explanation.ts';
import type { FilledAction } from './filledActions.ts';
import type { Missing } from './missingTables.ts';

interface Known {
  plan: Plan;
  missing: readonly Missing[];
  reader: Reader;
}

/** What BigQuery says of the SQL that a process would run: that of its moves, and that of its actions. */
export function dryRunsOf(explanation: Explanation, { plan, missing, reader }: Known): Promise<DryRun[]> {
  const { jobs, temporaryTable, onSuccess, onBadFiles } = explanation;
  const transient = plan.ingestion?.transient;
  const standIn = transient && { table: transient.move.source, columns: temporaryTable?.columns ?? [] };
  const moves = jobs.flatMap(({ step, purpose, projectId, configuration: { query } }) =>
    query ? [{ of: `step ${step}, ${purpose}`, projectId, query }] : [],
  );
  const own = plan.ingestion?.projectId ?? '';
  const actions = [...sqlOf('OnSuccess', onSuccess), ...sqlOf('OnBadFiles', onBadFiles)].map(({ of, ...query }) => ({
    ...{ of, projectId: own, query },
  }));
  const notYet = missing.filter(({ isFatal }) => !isFatal).map(({ name }) => quotedName(name));
  // Rows are parted after they were put into a table of their own.
  const parted = transient?.move.split
    ? [tableSql({ ...transient.move.source, tableId: `${transient.move.source.tableId}_split` })]
    : [];
  return dryRuns([...moves, ...actions], { reader, standIn, notYet: [...notYet, ...parted] });
}

const quotedName = (name: string): string => {
  const [projectId = '', datasetId = '', ...rest] = name.split('.');
  return tableSql({ projectId, datasetId, tableId: rest.join('.') });
};

interface ActionSql {
  of: string;
  query: string;
  useLegacySql: boolean;
}

const sqlOf = (list: string, actions: readonly FilledAction[]): ActionSql[] =>
  actions.flatMap(({ Action, Request = {}, OnSuccess = [] }, index) => {
    const of = `${list}[${index}]`;
    const { SQL, UseLegacy } = Request as { SQL?: unknown; UseLegacy?: unknown };
    const own =
      typeof SQL === 'string' ? [{ of: `${of}, ${Action}`, query: SQL, useLegacySql: UseLegacy === true }] : [];
    return [...own, ...sqlOf(`${of}.OnSuccess`, OnSuccess)];
  });
