import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTables } from '../../functions/src/bigquery/tables.ts';
import type { ErrorDetail } from '../../functions/src/failure/failure.ts';
import type { SourceFile } from '../../functions/src/model/sourceFile.ts';
import { addColumns } from '../../functions/src/recovery/addColumns.ts';
import { findSuspects } from '../../functions/src/recovery/findSuspects.ts';
import { sortFiles } from '../../functions/src/recovery/sortFiles.ts';
import { loadAll } from '../unit/recovery/loadAll.ts';
import { type MemoryObjects, memoryObjects } from '../unit/recovery/memoryObjects.ts';
import { fields, load, ndjson, rowsOf, tableReference } from './loadJob.ts';
import { PROJECT, type StubProcess, startStubProcess } from './stubProcess.ts';

const SCHEMA = 'id:INTEGER:REQUIRED,name:STRING';
const FILES = 500;
const BAD = 20;

const row = (id: number): string => ndjson({ id, name: `row ${id}` });

/** What may be wrong with a file, by turns; the last one was deleted meanwhile. */
const WRONGS: readonly ((id: number) => string | Uint8Array | undefined)[] = [
  (id) => `${row(id)}{"id": ${id}, "na`,
  (id) => `{"id": ${id}, "name": 3}\n`,
  (id) => `{"id": ${id}, "name": "a", "unknown": true}\n`,
  (id) => gzipSync(row(id).repeat(100)).subarray(0, -20),
  () => 'null\n',
  () => undefined,
];

/** Which of them it is, for the bad files, which are spread evenly; undefined for the good ones. */
function wrongOf(index: number): number | undefined {
  const turn = Math.floor((index * BAD) / FILES);
  return index === Math.floor(((turn + 0.5) * FILES) / BAD) ? turn % WRONGS.length : undefined;
}

describe('a batch of 500 files with 20 bad ones', () => {
  let stub: StubProcess;
  let objects: MemoryObjects;
  let files: SourceFile[];
  const bad = new Map<string, number>();

  beforeAll(async () => {
    stub = await startStubProcess();
    await stub.client().createDataset('ds');
    objects = memoryObjects();
    const put = async (index: number): Promise<SourceFile> => {
      const wrong = wrongOf(index);
      const isPacked = index % 7 === 0;
      const place = { bucket: 'landing', name: `orders/${index}.json${isPacked ? '.gz' : ''}` };
      const url = `gs://landing/${place.name}`;
      if (wrong !== undefined) bad.set(url, wrong);
      const good = isPacked ? gzipSync(row(index)) : row(index);
      const content = wrong === undefined ? good : WRONGS[wrong]?.(index);
      if (content === undefined) return { ...place, generation: '1', size: 10, created: '' };
      await stub.putObject(url, content);
      return { ...place, generation: objects.put(place, content), size: content.length, created: '' };
    };
    files = await Promise.all(Array.from({ length: FILES }, (_, index) => put(index)));
  });
  afterAll(() => stub.remove());

  const urls = (): string[] => files.map(({ name }) => `gs://landing/${name}`);

  async function createTable(name: string): Promise<void> {
    await stub
      .client()
      .dataset('ds')
      .createTable(name, { schema: { fields: fields(SCHEMA) } });
  }

  const loadInto =
    (table: string, more: object = {}) =>
    async (sourceUris: readonly string[]): Promise<ErrorDetail[]> => {
      const options = { sourceUris: [...sourceUris], sourceFormat: 'NEWLINE_DELIMITED_JSON', ...more };
      const { status } = await load(stub, `ds.${table}`, options);
      return status?.errorResult ? (status.errors ?? []) : [];
    };

  async function expectGoodRowsOnce(table: string): Promise<void> {
    const good = files.flatMap(({ name }, index) => (bad.has(`gs://landing/${name}`) ? [] : [index]));
    expect(good).toHaveLength(FILES - BAD);
    const loaded = (await rowsOf(stub, `ds.${table}`)).map(([id]) => Number(id)).sort((a, b) => a - b);
    expect(loaded).toEqual(good);
  }

  it('takes at most 6 load jobs where BigQuery names files', async () => {
    await createTable('located');
    const result = await loadAll({ urls: urls(), run: loadInto('located') });
    expect(result.givenUp).toBeUndefined();
    expect(result.jobs).toBeLessThanOrEqual(6);
    expect([...result.removed].sort()).toEqual([...bad.keys()].map((url) => [url, 1]).sort());
    await expectGoodRowsOnce('located');
  });

  it('takes at most 60 where it names none', async () => {
    await createTable('unlocated');
    const run = async (sources: readonly string[]): Promise<ErrorDetail[]> =>
      (await loadInto('unlocated')(sources)).map(({ message = '' }) => ({
        reason: 'invalid',
        message: message.replace(/(?:File:|URI) gs:.*$/, ''),
      }));
    const expected = { sourceFormat: 'NEWLINE_DELIMITED_JSON', columns: fields(SCHEMA), ignoreUnknownValues: false };
    const suspects = await findSuspects(files, expected as Parameters<typeof findSuspects>[1], objects);
    const result = await loadAll({ urls: urls(), run, suspects });
    expect(result.givenUp).toBeUndefined();
    expect(result.jobs).toBeLessThanOrEqual(60);
    expect([...result.removed].sort()).toEqual([...bad.keys()].map((url) => [url, 1]).sort());
    await expectGoodRowsOnce('unlocated');
  });

  it('each goes where it belongs', async () => {
    await createTable('places');
    for (const [url, wrong] of bad) {
      const { bad: sorted } = sortFiles(await loadInto('places')([url]), [url]);
      expect(sorted).toMatchObject([
        { url, place: ['corrupted', 'invalidSchema', 'invalidSchema', 'corrupted', 'corrupted', 'missing'][wrong] },
      ]);
    }
  });

  it('an empty file is no bad one: BigQuery loads nothing from it', async () => {
    await createTable('empty');
    await stub.putObject('gs://landing/empty.json', '');
    expect(await loadInto('empty')(['gs://landing/empty.json'])).toEqual([]);
    expect(await rowsOf(stub, 'ds.empty')).toEqual([]);
  });

  it('new fields become columns, nested and repeated ones too, and the load succeeds', async () => {
    await createTable('growing');
    const tables = createTables(async (projectId) => stub.client(projectId));
    const place = { bucket: 'landing', name: 'growing.json' };
    const content = ndjson(
      { id: 1, amount: 1.5, big: 7, at: '2026-01-31T10:00:00Z', day: '2026-01-31', tags: ['a'], note: null },
      {
        id: 2,
        amount: 2,
        paid: true,
        buyer: { key: 'k', address: { zip: '1' } },
        items: [{ sku: 's', counts: [1, 2] }],
      },
    );
    await stub.putObject('gs://landing/growing.json', content);
    const file: SourceFile = { ...place, generation: objects.put(place, content), size: 1, created: '' };
    const url = 'gs://landing/growing.json';
    const { noSuchFields } = sortFiles(await loadInto('growing')([url]), [url]);
    expect(noSuchFields).toEqual([{ url, field: 'amount' }]);
    const table = { ...tableReference('ds.growing'), projectId: PROJECT };
    const wanted = { noSuchFields, files: [file], table };
    expect((await addColumns(wanted, { objects, tables })).mended).toEqual(new Set([url]));
    expect((await addColumns(wanted, { objects, tables })).mended).toEqual(new Set([url]));
    // A field that is null wherever it occurs is ignored.
    expect(await loadInto('growing', { ignoreUnknownValues: true })([url])).toEqual([]);
    const columns = (await tables.find(table))?.fields.map(({ name, type, mode }) => `${name} ${type} ${mode}`);
    expect(columns).toEqual([
      'id INTEGER REQUIRED',
      'name STRING NULLABLE',
      'amount FLOAT NULLABLE',
      'big INTEGER NULLABLE',
      'at TIMESTAMP NULLABLE',
      'day DATE NULLABLE',
      'tags STRING REPEATED',
      'paid BOOLEAN NULLABLE',
      'buyer RECORD NULLABLE',
      'items RECORD REPEATED',
    ]);
    const rows = await rowsOf(stub, 'ds.growing');
    expect(rows.map((values) => values.at(-1))).toEqual([[], [['s', ['1', '2']]]]);
  });
});
