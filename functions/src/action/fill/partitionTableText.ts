import type { FillField } from './fillField.ts';
import { tableText } from './tableText.ts';

/** Stands for `$PartitionID` until the partitions are known. No name of an object can hold it, so no value does. */
export const PARTITION = '\n';

/** A table whose partition is known only later: `ds.t$DollarSign$PartitionID`. */
export const partitionTableText: FillField = (field, values) => {
  const variables = { ...values.variables, DollarSign: '$', PartitionID: PARTITION };
  return tableText(field, { ...values, variables });
};
