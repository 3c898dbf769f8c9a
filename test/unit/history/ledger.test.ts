import { expect, it } from 'vitest';
import { fileStatus } from '../../../functions/cli/status/trail.ts';
import { historyRows } from '../../support/historyRows.ts';
import { inMemory, rows } from '../process/processWorld.ts';

const rule = (folder: string, more: string): string => `
- When: { Prefix: /${folder}/ }
  Async: true
  OnSuccess: [ { Action: delete } ]
  ${more}`;

const RULES = [
  rule('alone', 'Dest: { Table: shop.orders }'),
  rule('moved', 'Dest: { Table: shop.orders, Transient: { Dataset: tmp } }'),
  rule('batch', 'Dest: { Table: shop.orders }\n  Batch: { Window: { DurationInSec: 60 }, MultiPath: true }'),
  rule('none', 'Dest: { Table: nowhere.orders }\n  Batch: { Window: { DurationInSec: 60 } }'),
].join('');

const BAD = `${rows(1)}{"id":"x"}\n`;

/** As `status` words it, and as the history does. */
const STATUS: Readonly<Record<string, string>> = {
  loaded: 'Loaded',
  setAside: 'Set aside',
  failed: 'Failed',
  refused: 'Refused',
  superseded: 'Superseded',
};

it('status and history say the same of every file: alone, moved, in a batch, bad, empty, failed, refused, overwritten', () =>
  inMemory({ rules: RULES, historyDataset: 'bqtail' }, async (world) => {
    const contents: (readonly [name: string, content: string])[] = [
      ...[
        ['alone/good', rows(1, 2)] as const,
        ['alone/bad', BAD] as const,
        ['alone/empty', ''] as const,
        ['alone/a*', rows(3)] as const,
      ],
      ...[['moved/good', rows(4)] as const, ['moved/bad', BAD] as const],
      ...[
        ['batch/a', rows(5)] as const,
        ['batch/b', BAD] as const,
        ['batch/c', rows(6)] as const,
        ['batch/c', rows(7)] as const,
      ],
      ...[['none/a', rows(8)] as const, ['none/b', rows(9)] as const, ['unwanted/a', rows(9)] as const],
    ];
    const files = contents.map(([name, content]) => world.upload(`${name}.json`, content));
    await world.settle();
    const history = Map.groupBy(
      historyRows(world.cloud, 'file_history'),
      ({ file_name: name, generation }) => `${name}#${generation}`,
    );
    const seen: unknown[] = [];
    for (const { bucket, name, generation } of files) {
      const { versions } = await fileStatus({ bucket, name }, world.deps);
      const version = versions.find((one) => one.generation === generation);
      const [row, ...others] = history.get(`${name}#${generation}`) ?? [];
      expect(others, name).toEqual([]);
      const { status = '', error, committed, rowsLoaded, rowsParsed, quarantinedTo, process, inWindow } = version ?? {};
      const told = {
        ...{ status: STATUS[status], first_error_message: error ?? null, quarantined_to: quarantinedTo ?? null },
        ...{ last_load_time: committed?.toISOString() ?? null, process_id: process ?? inWindow?.process ?? null },
        ...{ row_count: rowsLoaded ?? null, row_parsed: rowsParsed ?? null },
      };
      if (STATUS[status] === undefined) expect(row, name).toBeUndefined();
      else expect({ name, ...row }).toMatchObject({ name, ...told });
      seen.push(status);
    }
    expect(seen).toEqual([
      ...['loaded', 'setAside', 'setAside', 'refused', 'loaded', 'setAside'],
      ...['loaded', 'setAside', 'superseded', 'loaded', 'failed', 'failed', 'unmatched'],
    ]);
  }));
