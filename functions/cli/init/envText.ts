/** A param whose value is about to change. */
export interface Change {
  name: string;
  before: string | undefined;
  after: string;
}

/** The changes that bring an env file's params to these values. */
export const changesTo = (
  before: Readonly<Record<string, string | undefined>>,
  after: Readonly<Record<string, string>>,
): Change[] =>
  Object.entries(after)
    .filter(([name, value]) => before[name] !== value)
    .map(([name, value]) => ({ name, before: before[name], after: value }));

/** The text of an env file with these changes: a param's line is replaced where it stands, and all others stay. */
export function changedText(text: string, changes: readonly Change[]): string {
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  for (const { name, after } of changes) {
    const line = `${name}=${after}`;
    // The last one counts where a param stands twice.
    const at = lines.findLastIndex((one) => new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=`).test(one));
    if (at < 0) lines.push(line);
    else lines[at] = line;
  }
  return `${lines.join('\n')}\n`;
}
