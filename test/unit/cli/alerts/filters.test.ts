import { beforeAll, describe, expect, it } from 'vitest';
import { readAlerts } from '../../../../functions/cli/alerts/readAlerts.ts';
import type { Body } from '../../../../functions/cli/alerts/wanted.ts';
import type { SourceFile } from '../../../../functions/src/model/sourceFile.ts';
import {
  digestLine,
  dispatchFailedLine,
  dispatchLine,
  monitorFailedLine,
  replayFailedLine,
  retryLine,
  ruleLine,
  type TailFacts,
  tailLine,
} from '../../../../functions/src/runtime/logLines.ts';
import { ServiceError } from '../../../support/cloud/send.ts';
import { type LogLine, matches } from '../../../support/logFilter.ts';
import { type LiveWorld, lines, liveWorld } from '../../process/liveWorld.ts';

interface Logged {
  service: string;
  line: LogLine;
}

const FILE: SourceFile = {
  ...{ bucket: 'landing', name: 'data/orders/a.json', generation: '1', size: 10, created: '2026-01-31T00:00:00.000Z' },
};
const started = new Date('2026-01-31T00:01:00Z');
const FACTS: TailFacts = { file: FILE, platformEventId: 'platform', started, ended: started };

/** What the functions of a world have logged. */
const loggedBy = ({ answers, runs, rejections }: LiveWorld): Logged[] => [
  ...answers.map((answer) => ({ service: 'bqtail', line: tailLine(answer, FACTS) })),
  ...rejections.map((error) => ({ service: 'bqtail', line: retryLine(error, FACTS) })),
  ...runs.flatMap((run) =>
    [...run.digests.map(digestLine), dispatchLine(run, { trigger: 'tick', durationMs: 1 })].map((line) => ({
      service: 'bqdispatch',
      line,
    })),
  ),
];

const ruleTo = (table: string, more = ''): string =>
  `When: { Prefix: /data/orders/ }\nAsync: true\nDest: { Table: ${table} }\n${more}`;

const QUOTA = 'Quota exceeded: Your table exceeded quota for imports or query appends per table';

interface Situation {
  rules?: string;
  contents?: readonly string[];
  prepare?: (world: LiveWorld) => void;
}

const SITUATIONS: Readonly<Record<string, Situation>> = {
  'all is well': {},
  'a file of a batch set aside': {
    rules: ruleTo('shop.orders', 'Batch: { Window: { DurationInSec: 60 } }'),
    contents: [lines('1'), ''],
  },
  'the only file set aside': { contents: [''] },
  'a process failed': { rules: ruleTo('none.orders') },
  'a stalled table': {
    rules: ruleTo('shop.orders', 'StalledThresholdInSec: 60'),
    prepare: ({ cloud: { bigQuery } }) => {
      bigQuery.behaviour = { ...bigQuery.behaviour, course: () => ({ pendingMs: 0, runMs: 3_600_000 }) };
    },
  },
  'a late table': { rules: ruleTo('shop.orders, Freshness: 1minute') },
  'a quota hold': {
    prepare: (world) => {
      world.trouble = ({ method }) =>
        method === 'jobs.insert' ? { refused: new ServiceError(403, QUOTA, 'quotaExceeded') } : undefined;
    },
  },
};

async function play({ rules = ruleTo('shop.orders'), contents = [lines('1')], prepare }: Situation): Promise<Logged[]> {
  const world = liveWorld({ rules });
  prepare?.(world);
  contents.forEach((content, n) => void world.cloud.upload(`data/orders/${n}.json`, content));
  await world.pass(20);
  return loggedBy(world);
}

const problem = {
  file: 'rules/orders.yaml',
  line: 3,
  column: 1,
  field: 'Dest',
  message: 'no',
  severity: 'error',
} as const;
const gone = new Error('gone');

const logged: Record<string, Logged[]> = {
  'a run of dispatch failed': [{ service: 'bqdispatch', line: dispatchFailedLine(gone) }],
  'the monitor failed': [{ service: 'bqmonitor', line: monitorFailedLine(gone) }],
  'a replay failed': [{ service: 'bqreplay', line: replayFailedLine(gone, 'me') }],
  'a delivery comes again': [{ service: 'bqtail', line: retryLine(gone, FACTS) }],
  'a rule has an error': [{ service: 'bqtail', line: ruleLine(problem) }],
};
/** Of each policy and metric that goes by the log. */
const filters = new Map<string, string>();

const filterOf = ({ filter, conditions }: Body): unknown =>
  filter ?? (conditions as { conditionMatchedLog?: { filter: string } }[])[0]?.conditionMatchedLog?.filter;

beforeAll(async () => {
  for (const [name, situation] of Object.entries(SITUATIONS)) logged[name] = await play(situation);
  for (const { kind, body } of await readAlerts({ projectId: 'shop-prod', prefix: '' }, [])) {
    const filter = kind === 'dashboard' ? undefined : filterOf(body);
    if (typeof filter === 'string') filters.set(String(body.name ?? body.displayName), filter);
  }
});

const LOADS = ['all is well', 'a file of a batch set aside', 'a late table'];
const SET_ASIDE = ['a file of a batch set aside', 'the only file set aside'];

/** Where each finds lines, and nowhere else. */
const FOUND: Readonly<Record<string, readonly string[]>> = {
  'bqtail: a final error': [
    // Nothing is left to be loaded: the process fails.
    ...['the only file set aside', 'a process failed'],
    ...['a run of dispatch failed', 'the monitor failed', 'a replay failed'],
  ],
  'bqtail: a table is stalled or late': ['a stalled table', 'a late table'],
  'bqtail: files were set aside': SET_ASIDE,
  'bqtail: a hold for a quota': ['a quota hold'],
  bqtail_lag: LOADS,
  bqtail_rows: LOADS,
  bqtail_files: LOADS,
  bqtail_set_aside: SET_ASIDE,
  bqtail_waits: ['a quota hold'],
};

describe('a filter finds the lines of its situation and no others', () => {
  it.each(Object.entries(FOUND))('%s', (name, situations) => {
    const filter = filters.get(name) ?? '';
    const found = Object.entries(logged)
      .filter(([, all]) => all.some(({ line, service }) => matches(filter, line, service)))
      .map(([situation]) => situation);
    expect(found.toSorted()).toEqual(situations.toSorted());
  });

  it('and each that goes by the log is among these', () => {
    expect([...filters.keys()].toSorted()).toEqual(Object.keys(FOUND).toSorted());
  });

  it('and none finds a line of another deployment in the project', () => {
    const found = [...filters.values()].filter((filter) =>
      Object.values(logged).some((all) =>
        all.some(({ line, service }) => matches(filter, line, `kit-shop-${service}`)),
      ),
    );
    expect(found).toEqual([]);
  });
});

it('what the metrics and alerts take out of a line is there', async () => {
  for (const { body } of await readAlerts({ projectId: 'shop-prod', prefix: '' }, [])) {
    const filter = body.conditions || body.filter ? filterOf(body) : undefined;
    if (typeof filter !== 'string') continue;
    const [match] = (body.conditions ?? []) as { conditionMatchedLog?: { labelExtractors: object } }[];
    const extractors = { ...(match?.conditionMatchedLog?.labelExtractors ?? (body.labelExtractors as object)) };
    const all = Object.values(logged)
      .flat()
      .filter(({ line, service }) => matches(filter, line, service));
    for (const extractor of [...Object.values(extractors), ...(body.valueExtractor ? [body.valueExtractor] : [])]) {
      const [, field = ''] = /^EXTRACT\((.*)\)$/.exec(String(extractor)) ?? [];
      expect(
        all.some(({ line }) => valueAt(field, line) !== undefined),
        `${body.displayName ?? body.name} ${field}`,
      ).toBe(true);
    }
  }
});

const valueAt = (field: string, line: LogLine): unknown => {
  const [place, ...keys] = field.split('.');
  const start: unknown = place === 'labels' ? line['logging.googleapis.com/labels'] : line;
  return keys.reduce((value, key) => (value as Record<string, unknown> | undefined)?.[key], start);
};
