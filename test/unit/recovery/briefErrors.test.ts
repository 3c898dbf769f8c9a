import { expect, it } from 'vitest';
import type { ErrorDetail } from '../../../functions/src/failure/failure.ts';
import { briefErrors } from '../../../functions/src/recovery/briefErrors.ts';
import { sortFiles } from '../../../functions/src/recovery/sortFiles.ts';

const sources = Array.from({ length: 60 }, (_, index) => `gs://b/${index}.csv`);
const of = (shape: (url: string) => ErrorDetail, times: number): ErrorDetail[] =>
  sources.flatMap((url) => Array.from({ length: times }, () => shape(url)));

it.each<[string, (url: string) => ErrorDetail]>([
  ['by location', (url) => ({ location: url, message: "Could not parse 'x' as INT64" })],
  ['in the text', (url) => ({ message: `Could not parse 'x' as INT64 File: ${url}` })],
  ['as not found', (url) => ({ reason: 'notFound', message: `Not found: URI ${url}` })],
])('each file is still named %s, however many errors it has', (_how, shape) => {
  const brief = briefErrors(of(shape, 50));
  expect(brief).toHaveLength(180);
  expect(sortFiles(brief, sources)).toEqual(sortFiles(of(shape, 1), sources));
});

it('there are no more than fit into the journal', () => {
  const errors = Array.from({ length: 5000 }, (_, index) => ({ location: `gs://b/${index}`, message: 'no' }));
  expect(briefErrors(errors)).toHaveLength(300);
  expect(briefErrors(errors.map(({ message }) => ({ message })))).toHaveLength(10);
});
