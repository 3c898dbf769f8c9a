import { InvalidArgumentError } from 'commander';
import { isWholeTable } from '../../src/model/table.ts';
import { tableFaults } from '../../src/rule/tableFaults.ts';

/** Reads the name of a table, `[project.]dataset.table`, without a partition; throws commander's error where it is none. */
export function tableName(text: string): string {
  if (!isWholeTable(text))
    throw new InvalidArgumentError('It is no table: write [project.]dataset.table, without a partition.');
  return text;
}

/** Reads a destination as rules may write it: a partition and variables may stand in it; throws commander's error where it is none. */
export function destinationName(text: string): string {
  if (tableFaults(text).length > 0) throw new InvalidArgumentError('It is no table: write [project:]dataset.table.');
  return text;
}
