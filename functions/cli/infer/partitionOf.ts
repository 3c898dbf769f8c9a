import type { SeenColumn } from './formats/observation.ts';
import type { Placement } from './placement.ts';

interface Entry {
  name: string;
  value: unknown;
  comment: string;
}

/** Names of columns that say when a row came to be. */
const WHEN =
  /(?:^|_)(?:date|day|dt|ts|time|timestamp|created|event|updated|at|on)(?:_|$)|(?:At|On|Date|Time|Timestamp)$/;
/** Days that lie too far apart to partition by. */
const OF_PEOPLE = /birth|dob/i;

/** How the table is parted by day: by the path where each has one, else by a column of the rows that says when. */
export function partitionOf({ dayPattern }: Placement, columns: readonly SeenColumn[]): Entry[] {
  if (dayPattern !== undefined) {
    const Parameters = ['Year', 'Month', 'Day'].map((Name, index) => ({ Name, Expression: `$${index + 1}` }));
    return [
      { name: 'Pattern', value: dayPattern, comment: 'the day in the path' },
      { name: 'Parameters', value: Parameters, comment: '' },
      {
        name: 'Partition',
        value: '$Year$Month$Day',
        comment: 'each file goes to the partition of its day; without it, leave these four out',
      },
      { name: 'TimePartitioning', value: { Type: 'DAY' }, comment: '' },
    ];
  }
  const [column] = columns
    .map(({ field }) => field)
    .filter(({ Type, Mode }) => ['DATE', 'TIMESTAMP', 'DATETIME'].includes(Type) && Mode !== 'REPEATED')
    .filter(({ Name }) => WHEN.test(Name) && !OF_PEOPLE.test(Name));
  if (column === undefined) return [];
  const value = { Type: 'DAY', Field: column.Name };
  return [
    { name: 'TimePartitioning', value, comment: `of a new table: queries that ask for ${column.Name} read less` },
  ];
}
