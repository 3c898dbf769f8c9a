/** How long something takes or lasts: `40 s`, `12 min`, `3 h`, `2 days`; the larger unit from twice its size on. */
export function lasting(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

/** The first line of a text, and no more of it than fits into a sentence. */
export function brief(text: string): string {
  const [line = ''] = text.split('\n', 1);
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}

export const processesInWords = (count: number): string => (count === 1 ? '1 process' : `${count} processes`);

/** What stands after a number of files that are alike: all of one, and the first of several. */
export const exampleInWords = (files: number, url: string): string => (files === 1 ? `: ${url}` : `, such as ${url}`);
