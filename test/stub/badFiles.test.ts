import type { JobMetadata } from '@google-cloud/bigquery';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BAD_FILES, type BadFile, goodFile, TABLE_FIELDS } from '../support/badFiles.ts';
import { load, rowsOf } from './loadJob.ts';
import { type StubProcess, startStubProcess } from './stubProcess.ts';

const GOOD_FILES = 9;

describe('files that cannot be loaded', () => {
  let stub: StubProcess;
  let lastTable = 0;

  beforeAll(async () => {
    stub = await startStubProcess();
    await stub.client().createDataset('ds');
  });
  afterAll(() => stub.remove());

  async function makeTable({ format, partition }: BadFile): Promise<string> {
    lastTable += 1;
    const id = `t${lastTable}`;
    const byDay = partition === undefined ? {} : { timePartitioning: { type: 'DAY', field: 'day' } };
    await stub
      .client()
      .dataset('ds')
      .createTable(id, { schema: { fields: [...TABLE_FIELDS[format]] }, ...byDay });
    return `ds.${id}`;
  }

  const loadInto = (
    table: string,
    { format, options, partition }: BadFile,
    sourceUris: string[],
  ): Promise<JobMetadata> =>
    load(stub, partition === undefined ? table : `${table}$${partition}`, {
      sourceFormat: format,
      ...(format === 'AVRO' ? { useAvroLogicalTypes: true } : {}),
      ...options,
      sourceUris,
    });

  /** The files that the job's errors name, in their `location` or at the end of their text. */
  const namedBy = ({ status }: JobMetadata): string[] => [
    ...new Set(
      (status?.errors ?? []).flatMap(({ location, message = '' }) => [
        ...(location === undefined ? [] : [location]),
        ...(/ File: (gs:\/\/\S+)$/.exec(message)?.slice(1) ?? []),
      ]),
    ),
  ];

  const textsOf = ({ status }: JobMetadata): string => (status?.errors ?? []).map(({ message }) => message).join('\n');

  it('are of at least 40 kinds, each with a name of its own', () => {
    expect(BAD_FILES.length).toBeGreaterThanOrEqual(40);
    expect(new Set(BAD_FILES.map(({ name }) => name)).size).toBe(BAD_FILES.length);
  });

  it.each(BAD_FILES.map((bad) => [bad.name, bad] as const))('%s', async (_name, bad) => {
    const table = await makeTable(bad);
    const folder = `gs://b/${lastTable}`;
    const uri = `${folder}/4-bad${bad.extension}`;
    await stub.putObject(uri, await bad.bytes());
    const good = await Promise.all(
      Array.from({ length: GOOD_FILES }, async (_, index) => {
        const name = `${folder}/${index}-good${bad.extension.replace(/\.gz$/, '')}`;
        await stub.putObject(name, await goodFile(bad.format, 100 + index));
        return name;
      }),
    );

    const alone = await loadInto(table, bad, [uri]);
    expect(alone.status?.errorResult?.reason).toBe('invalid');
    expect(textsOf(alone)).toContain(bad.text);
    expect(namedBy(alone)).toEqual(bad.isNamed ? [uri] : []);

    const together = await loadInto(table, bad, [...good.slice(0, 4), uri, ...good.slice(4)]);
    expect(together.status?.errorResult?.reason).toBe('invalid');
    expect(namedBy(together).filter((name) => name !== uri)).toEqual([]);
    if (bad.isNamed) expect(namedBy(together)).toEqual([uri]);
    expect(await rowsOf(stub, table)).toEqual([]);

    const rest = await loadInto(table, bad, good);
    expect(rest.status?.errors).toBeUndefined();
    expect((await rowsOf(stub, table)).map(([id]) => id).sort()).toEqual(
      good.map((_name, index) => String(100 + index)),
    );
  });
});
