/** The name of a table, and the partition of it that a decorator names. */
interface Parts {
  table: string;
  /** What follows the dollar sign: `20260131`, `__NULL__`, … */
  partition?: string;
}

/** Takes a table's name or ID apart: `orders$20260131` is the partition `20260131` of `orders`. */
export function splitPartition(name: string): Parts {
  const dollar = name.indexOf('$');
  return dollar < 0 ? { table: name } : { table: name.slice(0, dollar), partition: name.slice(dollar + 1) };
}

export const withPartition = (table: string, partition: string | undefined): string =>
  partition === undefined ? table : `${table}$${partition}`;

export const hasPartition = (name: string): boolean => name.includes('$');
