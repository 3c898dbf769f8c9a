import { InvalidArgumentError } from 'commander';
import { parseTable } from '../../src/rule/destination.ts';
import { tableFaults } from '../../src/rule/tableFaults.ts';

/** Reads the name of a table, `[project.]dataset.table`, without a partition; throws commander's error where it is none. */
export function tableName(text: string): string {
  if (!isTable(text))
    throw new InvalidArgumentError('It is no table: write [project.]dataset.table, without a partition.');
  return text;
}

/** Reads a destination as rules may write it: a partition and variables may stand in it; throws commander's error where it is none. */
export function destinationName(text: string): string {
  if (tableFaults(text).length > 0) throw new InvalidArgumentError('It is no table: write [project:]dataset.table.');
  return text;
}

/** Whether the text names a table, and no partition of it. */
export function isTable(text: string): boolean {
  try {
    return parseTable(text).partition === undefined;
  } catch {
    return false;
  }
}
