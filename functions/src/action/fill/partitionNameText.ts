import { tableNameText } from './tableNameText.ts';
import type { TextKind } from './textKind.ts';

/** Stands for `$PartitionID` until the partitions are known. No name of an object can hold it, so no value does. */
export const PARTITION = '\n';

const OWN = { DollarSign: '$', PartitionID: PARTITION };

/** The variables that only such a text has. */
export const PARTITION_VARIABLES: readonly string[] = Object.keys(OWN);

/** A table whose partition is known only later: `ds.t$DollarSign$PartitionID`. */
export const partitionNameText: TextKind = {
  ...tableNameText,
  fill: (field, { variables, isTrusted, ...values }) =>
    tableNameText.fill(field, {
      ...values,
      variables: { ...variables, ...OWN },
      isTrusted: (name) => Object.hasOwn(OWN, name) || isTrusted(name),
    }),
};
