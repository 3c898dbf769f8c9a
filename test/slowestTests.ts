import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../emulators/places.ts';

/** What Vitest's JSON reporter writes, as far as it is read here. */
interface JsonReport {
  testResults: { name: string; assertionResults: { fullName: string; duration?: number | null }[] }[];
}

const SHOWN = 10;

/** The slowest tests of all reports, a line each: seconds, file, name. */
export async function slowestTests(reportFiles: readonly string[]): Promise<string[]> {
  const reports = await Promise.all(
    reportFiles.map(async (file): Promise<JsonReport> => JSON.parse(await readFile(file, 'utf8'))),
  );
  return reports
    .flatMap(({ testResults }) => testResults)
    .flatMap(({ name: file, assertionResults }) =>
      assertionResults.map(({ fullName, duration }) => ({ file, fullName, ms: duration ?? 0 })),
    )
    .sort((a, b) => b.ms - a.ms)
    .slice(0, SHOWN)
    .map(
      ({ file, fullName, ms }) => `${(ms / 1000).toFixed(1).padStart(6)} s  ${path.relative(ROOT, file)}  ${fullName}`,
    );
}
