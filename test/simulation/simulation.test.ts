import { expect, it } from 'vitest';
import { runSeeds } from './runSeeds.ts';

const SEEDS = 200;

it(`keeps every file's books and rows right in ${SEEDS} simulated productions`, async () => {
  const seeds = Array.from({ length: SEEDS }, (_, index) => index + 1);
  const results = await runSeeds({ seeds });
  const failed = results.filter(({ problems }) => problems.length > 0);
  expect(failed.map(({ seed, problems }) => `seed ${seed}: ${problems[0]?.check}: ${problems[0]?.text}`)).toEqual([]);
  expect(results).toHaveLength(SEEDS);
});
