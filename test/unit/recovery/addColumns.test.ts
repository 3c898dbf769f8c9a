import { describe, expect, it } from 'vitest';
import { gsUrl } from '../../../functions/src/model/places.ts';
import type { SourceFile } from '../../../functions/src/model/sourceFile.ts';
import type { TableField } from '../../../functions/src/model/table.ts';
import { addColumns } from '../../../functions/src/recovery/addColumns.ts';
import { memoryObjects } from './memoryObjects.ts';
import { memoryTables } from './memoryTables.ts';

const TABLE = { projectId: 'p', datasetId: 'd', tableId: 't' };
const ID: TableField = { name: 'id', type: 'INTEGER' };
const X: TableField = { name: 'x', type: 'STRING' };

/** 16 files that unpack to 512 MiB each, as many as are looked at side by side, and then a small one. */
function worldOf(columns: TableField[], last: string) {
  const memory = memoryObjects();
  const { tables } = memoryTables({ 'p.d.t': columns });
  const fileOf = (name: string, content: string): SourceFile => {
    const place = { bucket: 'b', name };
    return { ...place, generation: memory.put(place, content), size: content.length, created: '' };
  };
  const big = Array.from({ length: 16 }, (_, index) => fileOf(`big${index}`, 'packed'));
  const small = fileOf('small', last);
  const opened: string[] = [];
  const half = Buffer.alloc(2 ** 29 + 1);
  const objects = {
    ...memory,
    async *stream(place: { bucket: string; name: string }) {
      opened.push(place.name);
      if (place.name === 'small') yield* memory.stream(place);
      else yield half;
    },
  };
  const urlOf = ({ bucket, name }: SourceFile): string => gsUrl(bucket, name);
  const add = (named: readonly SourceFile[]) =>
    addColumns(
      {
        noSuchFields: named.map((file) => ({ url: urlOf(file), field: 'x' })),
        files: [...big, small],
        table: TABLE,
      },
      { objects, tables },
    );
  const columnsNow = async () => (await tables.find(TABLE))?.fields.map(({ name }) => name);
  return { add, big, small, opened, columnsNow, smallUrl: urlOf(small) };
}

describe('of files that unpack to more than 2 GiB together', () => {
  it('those beyond are not looked at, and are mended where the columns are there by then', async () => {
    const { add, big, small, opened, smallUrl } = worldOf([ID, X], '{"x": "a"}');
    const { mended } = await add([...big, small]);
    expect(opened).not.toContain('small');
    expect(mended.has(smallUrl)).toBe(true);
  });

  it('those beyond are not mended where the columns are not there', async () => {
    const { add, big, small, columnsNow } = worldOf([ID], '{"x": "a"}');
    expect((await add([...big, small])).mended.size).toBe(0);
    expect(await columnsNow()).toEqual(['id']);
  });

  it('those that BigQuery names are looked at first', async () => {
    const { add, small, columnsNow, smallUrl } = worldOf([ID], '{"x": "a"}');
    expect([...(await add([small])).mended]).toEqual([smallUrl]);
    expect(await columnsNow()).toEqual(['id', 'x']);
  });

  it('no field is ignored for being null in those that were looked at', async () => {
    const { add, small } = worldOf([ID], '{"x": null}');
    expect(await add([small])).toMatchObject({ mended: new Set(), ignored: [] });
  });
});
