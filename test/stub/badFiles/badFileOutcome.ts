import { takenOut } from '../../../functions/src/plan/takenOut.ts';
import { type BadFile, goodFile, TABLE_FIELDS } from '../../support/badFiles.ts';
import { OPS } from '../../support/cloud/memoryCloud.ts';
import { rowsOf } from '../loadJob.ts';
import type { StubCloud } from './stubCloud.ts';

/** What became of a bad file and of the good ones that were loaded with it. */
export interface BadFileOutcome {
  /** Where the bad file is now: `corrupted`, `invalid_schema`, or `stays`. */
  place: string;
  /** What ledger and status say of it. */
  reason: string;
  /** The last line of the process. */
  line: string;
  severity: string;
  /** The values of `id` in the table, in order. */
  ids: string[];
  /** Those of the good files. */
  goodIds: string[];
  loads: number;
}

let last = 0;

/** Loads the bad file, with so many good ones, into a table of its own. */
export async function badFileOutcome(bad: BadFile, good: number, world: StubCloud): Promise<BadFileOutcome> {
  const { stub, cloud } = world;
  const id = `t${++last}`;
  const byDay = bad.partition === undefined ? {} : { timePartitioning: { type: 'DAY', field: 'day' } };
  await stub
    .client()
    .dataset('ds')
    .createTable(id, { schema: { fields: [...TABLE_FIELDS[bad.format]] }, ...byDay });
  const file = await world.upload(`data/${id}/4-bad${bad.extension}`, Buffer.from(await bad.bytes()));
  const goodIds = Array.from({ length: good }, (_, index) => String(100 + index));
  const others = await Promise.all(
    goodIds.map(async (goodId, index) =>
      world.upload(
        `data/${id}/${index}-good${bad.extension.replace(/\.gz$/, '')}`,
        Buffer.from(await goodFile(bad.format, Number(goodId))),
      ),
    ),
  );
  const rule = {
    When: { Prefix: '/data/' },
    Dest: { Table: `ds.${id}`, ...bad.options, ...(bad.partition === undefined ? {} : { Partition: bad.partition }) },
  };
  const { answer, process } = await world.load(rule, [file, ...others]);
  const [out] = takenOut(process).filter(({ index }) => process.plan.sources[index]?.name === file.name);
  const place = ['corrupted', 'invalid_schema'].find(
    (folder) => cloud.storage.list(OPS, { prefix: `${folder}/${file.name}` }).objects.length > 0,
  );
  return {
    place: place ?? 'stays',
    reason: out?.reason ?? '',
    line: answer.message,
    severity: answer.severity ?? (answer.status === 'error' ? 'ERROR' : 'INFO'),
    ids: (await rowsOf(stub, `ds.${id}`)).map(([value]) => String(value)).sort(),
    goodIds,
    loads: process.steps.filter(({ action }) => action === 'load').length,
  };
}
