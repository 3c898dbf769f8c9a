import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../emulators/places.ts';

const LABELS = 'logging.googleapis.com/labels';
const SEVERITIES = ['DEBUG', 'INFO', 'NOTICE', 'WARNING', 'ERROR'];

/** A line of the log, as a function wrote it. */
export type LogLine = Readonly<Record<string, unknown>>;

/** The filter of the README that begins like this. */
export function readmeFilter(start: string): string {
  const readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
  const [, block = ''] = /```\n(jsonPayload\.sourceUrl=[\s\S]*?)```/.exec(readme) ?? [];
  const filters = block.split('\n').map((text) => text.split(/ {2,}/)[0] ?? '');
  const found = filters.find((text) => text.startsWith(start));
  if (found === undefined) throw new Error(`README.md has no filter ${start}…`);
  return found;
}

/** Cloud Logging's query language, as far as the README uses it: comparisons, all of which have to hold. */
export function matches(filter: string, line: LogLine): boolean {
  return filter.split(/ (?=\w)/).every((comparison) => {
    const [, field = '', operator = '', quoted = ''] = /^([\w.]+)(>=|=|>)(.+)$/.exec(comparison) ?? [];
    const wanted = quoted.replace(/^"(.*)"$/, '$1');
    if (field === 'severity') return SEVERITIES.indexOf(String(line['severity'])) >= SEVERITIES.indexOf(wanted);
    const value = fieldOf(field, line);
    return operator === '>' ? Number(value) > Number(wanted) : value === wanted;
  });
}

function fieldOf(field: string, line: LogLine): unknown {
  const [place, key = ''] = field.split('.');
  if (place !== 'labels' && place !== 'jsonPayload')
    throw new Error(`${field} is no field that the README's filters use`);
  const fields = place === 'labels' ? line[LABELS] : line;
  return (fields as Readonly<Record<string, unknown>> | undefined)?.[key];
}
