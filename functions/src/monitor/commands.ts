import type { Commands } from './model/problemKind.ts';

/** A word as a POSIX shell reads it back, whatever it holds: names of files come from whoever uploads. */
const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

/** The local world is where the command line looks by itself. */
export const commandsFor =
  (projectId: string): Commands =>
  (...args) =>
    [
      'npm run bqtail --',
      ...args.map(quoted),
      ...(projectId.startsWith('demo-') ? [] : ['--project', quoted(projectId)]),
    ].join(' ');
