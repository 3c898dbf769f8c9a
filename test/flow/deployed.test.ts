import { randomInt, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  deleteObject,
  listObjects,
  type ObjectMetadata,
  objectMetadata,
  uploadObject,
} from '../../emulators/clients/objects.ts';
import { publish } from '../../emulators/clients/publish.ts';
import { OPS_BUCKET, TRIGGER_BUCKET } from '../../emulators/places.ts';
import { SAMPLE_TABLE } from '../../emulators/world/seed.ts';
import { deliverEvent, eventually, functionLogs, idsIn, inTurn, trailOf } from './world.ts';

/** IDs that no other test loads into the sample table. */
function someIds(count: number): number[] {
  const first = randomInt(1_000_000, 2_000_000_000);
  return Array.from({ length: count }, (_, n) => first + n);
}

const linesOf = (ids: readonly number[]): string =>
  ids.map((id) => `${JSON.stringify({ id, type_id: 1, name: `n${id}` })}\n`).join('');

const uploadIds = (ids: readonly number[], folder = 'data/case002'): Promise<ObjectMetadata> =>
  uploadObject(TRIGGER_BUCKET, `${folder}/${randomUUID()}.json`, linesOf(ids));

const idsLoaded = async (among: readonly number[]): Promise<number[]> =>
  (await idsIn(SAMPLE_TABLE.table)).filter((id) => among.includes(id));

const untilDone = (object: ObjectMetadata) =>
  eventually(`the journal of ${object.name} to be done`, async () => {
    const trail = await trailOf(object);
    return trail?.process['status'] === 'done' && trail;
  });

const logsOf = async ({ name }: ObjectMetadata) =>
  (await functionLogs()).filter(({ sourceUrl }) => sourceUrl === `gs://${TRIGGER_BUCKET}/${name}`);

describe('the deployed functions, with the scheduler ticking', () => {
  it('load two files that land, delete them, and keep their trail', async () => {
    const ids = someIds(5);
    const objects = await Promise.all([uploadIds(ids.slice(0, 2)), uploadIds(ids.slice(2))]);
    for (const object of objects) {
      const { file, process } = await untilDone(object);
      const told = { bucket: TRIGGER_BUCKET, rule: 'rules/example/case002.yaml', process: process.id };
      expect(file).toMatchObject(told);
      expect(process).toMatchObject({ destTable: `bqtail.${SAMPLE_TABLE.table}` });
      expect(await objectMetadata(TRIGGER_BUCKET, object.name)).toBeUndefined();
      const taskFile = `bqtail_${SAMPLE_TABLE.table}--${process.id}_00001_load--dispatch.json`;
      expect(await listObjects(OPS_BUCKET, `tasks/${taskFile}`)).toEqual([]);
      expect(await listObjects(TRIGGER_BUCKET, `_bqtail_/${taskFile}`)).toEqual([]);
    }
    expect(await idsLoaded(ids)).toEqual(ids);
  });

  it('log one line for the event of a file', async () => {
    const object = await uploadIds(someIds(1));
    const { process } = await untilDone(object);
    const logs = await logsOf(object);
    expect(logs).toEqual([expect.objectContaining({ severity: 'INFO', status: 'ok', eventId: process.id })]);
  });

  it('load a file once whose event comes three times more, also while the first is at work', async () => {
    const ids = someIds(3);
    const object = await uploadIds(ids);
    const answers = await Promise.all([deliverEvent(object), deliverEvent(object), deliverEvent(object)]);
    expect(answers).toEqual([200, 200, 200]);
    await untilDone(object);
    expect(await deliverEvent(object)).toBe(200);
    const statuses = await eventually('five answers', async () => {
      const logs = await logsOf(object);
      return logs.length >= 5 && logs.map(({ status }) => status);
    });
    expect(statuses).toHaveLength(5);
    expect(await idsLoaded(ids)).toEqual(ids);
  });

  it('follow a rule that was just laid into the config bucket', () =>
    inTurn(async () => {
      const folder = `data/${randomUUID()}`;
      const rule = { When: { Prefix: `/${folder}/` }, Async: true, Dest: { Table: `bqtail.${SAMPLE_TABLE.table}` } };
      await uploadObject(OPS_BUCKET, `rules/${folder}.json`, JSON.stringify(rule));
      try {
        const { taken, ids } = await eventually('a file to be taken by the new rule', async () => {
          const ids = someIds(1);
          const taken = await uploadIds(ids, folder);
          const [answer] = await eventually('its log line', async () => {
            const logs = await logsOf(taken);
            return logs.length > 0 && logs;
          });
          return answer?.['status'] !== 'noMatch' && { taken, ids };
        });
        await untilDone(taken);
        expect(await idsLoaded(ids)).toEqual(ids);
        expect(await objectMetadata(TRIGGER_BUCKET, taken.name)).toBeDefined();
      } finally {
        await deleteObject(OPS_BUCKET, `rules/${folder}.json`);
      }
    }));

  it('report an invalid rule file with its place, and follow the good ones beside it', () =>
    inTurn(async () => {
      const name = `rules/${randomUUID()}.yaml`;
      await uploadObject(OPS_BUCKET, name, 'When: { Prefix: /x/ }\nDest:\n  Tabel: bqtail.t\n');
      try {
        const ids = someIds(2);
        await eventually('the log to name the invalid rule', async () => {
          await uploadIds(ids.slice(0, 1), 'data/nobody');
          const problems = (await functionLogs()).filter(({ severity, rule }) => severity === 'ERROR' && rule === name);
          return problems.some(
            ({ message }) => `${message}`.includes(`${name}:3:3`) && `${message}`.includes('Dest.Table'),
          );
        });
        await untilDone(await uploadIds(ids.slice(1)));
        expect(await idsLoaded(ids)).toEqual(ids.slice(1));
      } finally {
        await deleteObject(OPS_BUCKET, name);
      }
    }));

  it('go on after a dispatch message that is not JSON', async () => {
    await publish('{ not JSON');
    const ids = someIds(1);
    await untilDone(await uploadIds(ids));
    expect(await idsLoaded(ids)).toEqual(ids);
  });
});
