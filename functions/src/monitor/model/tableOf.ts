import { splitPartition } from '../../common/partition.ts';

/** The table that a process, or a window, writes to, without a partition. */
export const tableOf = ({ destination }: { destination: string }): string => splitPartition(destination).table;
