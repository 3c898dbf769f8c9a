import { codeBlocks } from './docs/documents.ts';

const LABELS = 'logging.googleapis.com/labels';
const DOCUMENT = 'functions/OPERATIONS.md';
const SEVERITIES = ['DEBUG', 'INFO', 'NOTICE', 'WARNING', 'ERROR'];

/** A line of the log, as a function wrote it. */
export type LogLine = Readonly<Record<string, unknown>>;

/** The filter of functions/OPERATIONS.md that begins like this. */
export function documentedFilter(start: string): string {
  const block = codeBlocks(DOCUMENT).find(({ text }) => text.startsWith('jsonPayload.sourceUrl='));
  const filters = (block?.text ?? '').split('\n').map((text) => text.split(/ {2,}/)[0] ?? '');
  const found = filters.find((text) => text.startsWith(start));
  if (found === undefined) throw new Error(`${DOCUMENT} has no filter ${start}…`);
  return found;
}

/**
 * Cloud Logging's query language, as far as functions/OPERATIONS.md and the alerts use it: comparisons, all of which have to hold; one of several
 * values; a field of the elements of a list, one of which has to hold. `service`: the Cloud Run service that wrote the line.
 */
export function matches(filter: string, line: LogLine, service?: string): boolean {
  return filter.split(/\n| (?=[\w.@]+(?:>=|=|>))/).every((comparison) => {
    const [, field = '', operator = '', quoted = ''] = /^([\w.@]+)(>=|=|>)(.+)$/.exec(comparison) ?? [];
    const wanted = quoted.replace(/^\((.*)\)$/, '$1').split(' OR ');
    const values = wanted.map((text) => text.replace(/^"(.*)"$/, '$1'));
    const [value = ''] = values;
    if (field === 'severity') return SEVERITIES.indexOf(String(line['severity'])) >= SEVERITIES.indexOf(value);
    const found = fieldsOf(field, line, service);
    if (operator === '>') return found.some((one) => Number(one) > Number(value));
    return found.some((one) => values.some((text) => text === one));
  });
}

/** The values of a field: several, where it is one of the elements of a list. */
function fieldsOf(field: string, line: LogLine, service: string | undefined): unknown[] {
  const [place, ...keys] = field.split('.');
  const entry: Readonly<Record<string, unknown>> = {
    jsonPayload: line,
    labels: line[LABELS] ?? {},
    ...(service === undefined ? {} : { resource: { type: 'cloud_run_revision', labels: { service_name: service } } }),
  };
  if (place === undefined || entry[place] === undefined)
    throw new Error(`${field} is no field of a line that was logged`);
  let values: unknown[] = [entry[place]];
  for (const key of keys) {
    values = values.flatMap((value) => {
      const next = (value as Readonly<Record<string, unknown>> | undefined)?.[key];
      return next === undefined ? [] : Array.isArray(next) ? next : [next];
    });
  }
  return values;
}
