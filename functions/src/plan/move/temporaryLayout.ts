import { defined } from '../../common/defined.ts';
import type { MoveSpec } from '../../model/moveSpec.ts';
import type { TableInfo, TableLayout } from '../../model/table.ts';
import { hasDecorator, isPlain } from './canCopy.ts';

/**
 * The layout that a temporary table needs for its rows to be moved by a copy job: the destination's own, or the one that the
 * rule gives a new destination. None where a copy is not what will move them, or goes to a partition.
 */
export function temporaryLayout(spec: MoveSpec, destination: TableInfo | undefined): TableLayout {
  if (!isPlain(spec) || hasDecorator(spec)) return {};
  const { timePartitioning, rangePartitioning, clustering } = destination ?? spec.layout;
  return defined({
    timePartitioning:
      timePartitioning && defined({ type: timePartitioning.type ?? 'DAY', field: timePartitioning.field || undefined }),
    rangePartitioning,
    clustering,
  });
}
