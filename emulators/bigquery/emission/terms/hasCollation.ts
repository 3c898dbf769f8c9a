import type { Flat } from '../../../googlesql/nodes.ts';

/** Whether a call, or the keys of a scan, compare texts by other rules than byte by byte. */
export const hasCollation = (node: Flat): boolean =>
  ((node['collationList'] ?? []) as { collationName?: string }[]).some(({ collationName }) => collationName);
