import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cruise } from 'dependency-cruiser';
import { beforeAll, expect, it } from 'vitest';
import layers from '../layers.ts';

/** What the planted files import. */
const IMPORTED = {
  'functions/src/http/http.ts': 'export interface Http {}',
  'functions/src/google/topics.ts': 'export interface Topics {}',
  'functions/src/process/ingest.ts': 'export type Ingest = () => void; export const ingest = () => {};',
  'functions/src/nowhere/count.ts': 'export const count = 1;',
  'emulators/places.ts': "export const HOST = '127.0.0.1';",
  'emulators/bigquery/http/call.ts': 'export interface Call {}',
  'functions/cli/explain/answer.ts': 'export interface Answer {}',
  'emulators/world/startWorld.ts': 'export interface World {}',
  'test/support/clock.ts': 'export interface FakeClock {}',
};

/** Files with one import each, what that import is, and the rule that it breaks. */
const PLANTED = [
  ['upwards', 'functions/src/plan/a.ts', "import { ingest } from '../process/ingest.ts';", 'imports-upwards'],
  [
    'of a type upwards',
    'functions/src/plan/b.ts',
    "import type { Ingest } from '../process/ingest.ts';",
    'imports-upwards',
  ],
  [
    'that hands on',
    'functions/src/plan/c.ts',
    "export type { Ingest } from '../process/ingest.ts';",
    'imports-upwards',
  ],
  ['made at run time', 'functions/src/plan/d.ts', "await import('../process/ingest.ts');", 'imports-upwards'],
  ['beside it', 'functions/src/http/sign.ts', "import type { Topics } from '../google/topics.ts';", 'imports-upwards'],
  [
    'back from there',
    'functions/src/google/send.ts',
    "import type { Http } from '../http/http.ts';",
    'imports-upwards',
  ],
  ['of the local world', 'functions/src/plan/e.ts', "import '../../../emulators/places.ts';", 'imports-upwards'],
  ['within that', 'emulators/suite/f.ts', "import type { World } from '../world/startWorld.ts';", 'imports-upwards'],
  [
    'within its stub',
    'emulators/bigquery/catalog/k.ts',
    "import type { Call } from '../http/call.ts';",
    'imports-upwards',
  ],
  [
    'within the command line',
    'functions/cli/input/l.ts',
    "import type { Answer } from '../explain/answer.ts';",
    'imports-upwards',
  ],
  [
    'of a test',
    'emulators/world/g.ts',
    "import type { FakeClock } from '../../test/support/clock.ts';",
    'imports-a-test',
  ],
  ['of no layer', 'functions/src/tail/h.ts', "import { count } from '../nowhere/count.ts';", 'has-no-layer'],
  ['downwards', 'functions/src/process/i.ts', "import type { Http } from '../http/http.ts';", undefined],
  ['in the folder', 'functions/src/process/j.ts', "import { ingest } from './ingest.ts';", undefined],
] as const;

const broken = new Map<string, string>();

beforeAll(async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'bqtail-layers-'));
  try {
    const planted = PLANTED.map(([, file, text]) => [file, text] as const);
    for (const [name, text] of [...Object.entries(IMPORTED), ...planted]) {
      const file = path.join(folder, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, text);
    }
    const { output } = await cruise(['.'], { ...layers.options, baseDir: folder, validate: true, ruleSet: layers });
    if (typeof output === 'string') throw new Error('dependency-cruiser answered a text');
    for (const { from, rule } of output.summary.violations) broken.set(from, rule.name);
  } finally {
    await rm(folder, { recursive: true });
  }
});

it.each(PLANTED)('lint judges an import %s: %s', (_, file, __, rule) => {
  expect(broken.get(file)).toBe(rule);
});
