import type { z } from 'zod';

/** What the subjects that are one thing have to be given, as an example. */
const NEEDED: Readonly<Record<string, string>> = {
  file: 'gs://bucket/path',
  prefix: 'gs://bucket/folder/',
  process: '4611686018427387904',
};

/** Why a request for a replay is refused, in the words of the command line: a line for each thing that is wrong. */
export function refusalOf(issues: readonly z.core.$ZodIssue[], what: string): string {
  const lines = issues.map(({ path: [part, name = ''], message }) =>
    part === 'subject' ? ofSubject(what) : `--${optionName(String(name))}: ${message}`,
  );
  return [...new Set(lines)].join('\n');
}

function ofSubject(what: string): string {
  const example = NEEDED[what];
  return example === undefined
    ? `replay ${what} finds its files and processes by itself: name none; --table, --rule and others choose among them`
    : `replay ${what} needs to know which: npm run bqtail -- replay ${what} ${example}`;
}

/** `maxBytes` is `--max-bytes`. */
const optionName = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
