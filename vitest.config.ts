import { availableParallelism } from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { CLIENT_ENV, ROOT } from './emulators/places.ts';
import { SlowFirst } from './test/slowFirst.ts';

// Tests start Node.js many times, on the same modules.
process.env['NODE_COMPILE_CACHE'] ??= path.join(ROOT, 'node_modules/.cache/node');

/** For the projects that try properties. */
const REPEATABLE = 'test/support/repeatable.ts';

/** Tests that wait for emulators, jobs and browsers now and then: one worker more than there are processors. They come after the others. */
const WAITING = { maxWorkers: availableParallelism() + 1, sequence: { groupOrder: 1 } };

export default defineConfig({
  test: {
    // By default one processor is left to others, which is half of a small machine.
    maxWorkers: '100%',
    sequence: { sequencer: SlowFirst },
    // Node runs the files itself, as it runs the project's own tools: with Vite's runner tests take a quarter longer.
    experimental: { viteModuleRunner: false },
    // `isolate: false` where it saves most: each module is loaded once for all files, so that a test that changes the
    // environment changes it back.
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          // Some tell of days, minute by minute: seconds on a quiet machine, and more on a busy one.
          testTimeout: 120_000,
          isolate: false,
          setupFiles: REPEATABLE,
        },
      },
      {
        test: {
          ...WAITING,
          name: 'stub',
          include: ['test/stub/**/*.test.ts'],
          setupFiles: REPEATABLE,
          testTimeout: 30_000,
          hookTimeout: 30_000,
          isolate: false,
        },
      },
      { test: { name: 'simulation', include: ['test/simulation/**/*.test.ts'], testTimeout: 600_000 } },
      {
        test: {
          ...WAITING,
          name: 'deploy',
          include: ['test/deploy/**/*.test.ts'],
          globalSetup: 'test/deploy/globalSetup.ts',
          testTimeout: 60_000,
        },
      },
      {
        test: {
          ...WAITING,
          name: 'page',
          include: ['test/page/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          ...WAITING,
          name: 'flow',
          include: ['test/flow/**/*.test.ts', 'test/security/**/*.test.ts'],
          globalSetup: 'test/flow/globalSetup.ts',
          env: CLIENT_ENV,
          testTimeout: 240_000,
          hookTimeout: 120_000,
          isolate: false,
          // Tests that wait for jobs most of the time run beside each other; more of them would only wait for the processor.
          maxConcurrency: 4,
        },
      },
    ],
  },
});
