import { KINDS } from './kinds.ts';
import { titleOf, type Wanted } from './wanted.ts';

/** What would be made, for people: a line each. */
export function alertsText(all: readonly Wanted[]): string {
  return [
    ...all.map((wanted) => `${KINDS[wanted.kind].called}: ${titleOf(wanted)}${aboutOf(wanted)}`),
    'Nothing is made yet: give --apply and --project, and --channel for the people to notify.',
  ].join('\n');
}

const aboutOf = ({ kind, body: { description } }: Wanted): string =>
  kind === 'metric' ? ` (${String(description).replace(/^bqtail: /, '')})` : '';
