import { defineConfig } from 'vitest/config';
import { CLIENT_ENV } from './emulators/places.ts';

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 30_000 } },
      { test: { name: 'stub', include: ['test/stub/**/*.test.ts'], testTimeout: 30_000, hookTimeout: 30_000 } },
      { test: { name: 'deploy', include: ['test/deploy/**/*.test.ts'] } },
      {
        test: {
          name: 'flow',
          include: ['test/flow/**/*.test.ts', 'test/security/**/*.test.ts'],
          globalSetup: 'test/flow/globalSetup.ts',
          env: CLIENT_ENV,
          testTimeout: 90_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
