/**
 * Whether a query is legacy SQL: its first line says so (Switching SQL dialects), or it names a table as `[project:dataset.table]`,
 * which GoogleSQL cannot read.
 */
export const isLegacySql = (sql: string): boolean =>
  /^\s*#legacySQL\b/i.test(sql) || (!/^\s*#standardSQL\b/i.test(sql) && /\[[\w.:-]+:\w+\.[^[\]'"]+\]/.test(sql));
