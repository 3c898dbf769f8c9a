import type { CodeBlock } from './documents.ts';

/** The words of each command of a shell block, quotes taken off; comments, and what a command's output goes to, are left out. */
export const shellCommands = ({ text }: CodeBlock): string[][] =>
  text
    .replaceAll('\\\n', ' ')
    .split('\n')
    .flatMap((line) => line.replace(/(?:^|\s)#.*$/, '').split(/ (?:&&|\|) /))
    .map((command) => [...command.matchAll(WORD)].map(([, plain, quoted]) => plain ?? quoted?.slice(1, -1) ?? ''))
    .filter((words) => words.length > 0);

/** A text in quotes, or letters up to a space, in which something in quotes may stand. */
const WORD = /([^\s'"]+(?:'[^']*'|"[^"]*"|[^\s'"]+)*)|('[^']*'|"[^"]*")/g;
