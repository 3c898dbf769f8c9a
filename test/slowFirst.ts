import { existsSync } from 'node:fs';
import path from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { ROOT } from '../emulators/places.ts';

/** The test files of each project that take half a minute and more. */
const SLOW = [
  'test/flow/storeFaults.test.ts',
  'test/flow/batch.test.ts',
  'test/flow/platform.test.ts',
  'test/flow/faultMatrix.test.ts',
  'test/flow/killed.test.ts',
  'test/stub/moves.test.ts',
  'test/stub/badFiles/badFileOutcome.test.ts',
  'test/stub/durability.test.ts',
].map((file) => path.join(ROOT, file));
for (const file of SLOW)
  if (!existsSync(file)) throw new Error(`${file} is not there: change test/slowFirst.ts, which names it`);

/**
 * Begins each project with its slow files: what is left at the end should be short, or the other processors wait. Vitest does so by
 * itself where it has run the files before; on a fresh clone it begins with those of most bytes.
 */
export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const byProject = Map.groupBy(sorted, ({ project }) => project.name);
    return [...byProject.values()].flatMap((ofProject) => ofProject.toSorted((a, b) => rankOf(a) - rankOf(b)));
  }
}

function rankOf({ moduleId }: TestSpecification): number {
  const place = SLOW.indexOf(moduleId);
  return place === -1 ? SLOW.length : place;
}
