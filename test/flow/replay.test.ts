import { randomInt, randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { deleteObject, uploadObject } from '../../emulators/clients/objects.ts';
import { HOST, OPS_BUCKET, PORTS, PROJECT, REGION, TRIGGER_BUCKET } from '../../emulators/places.ts';
import { SAMPLE_TABLE } from '../../emulators/world/seed.ts';
import { eventually, functionLogs, idsIn, inTurn, trailOf } from './world.ts';

const ANN = `x.${Buffer.from(JSON.stringify({ email: 'ann@example.com' })).toString('base64url')}.y`;

/** Calls the deployed bqReplay. */
async function bqReplay(body: object): Promise<{ status: number; answer: Record<string, unknown> }> {
  const response = await fetch(`http://${HOST}:${PORTS.functions}/${PROJECT}/${REGION}/bqReplay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${ANN}` },
    body: JSON.stringify(body),
  });
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
}

/** A file that no rule wants; undefined where an instance still knows of a broken rule, which may want it once it is mended. */
async function unwanted(folder: string) {
  const id = randomInt(1_000_000, 2_000_000_000);
  const row = JSON.stringify({ id, type_id: 1, name: 'late' });
  const object = await uploadObject(TRIGGER_BUCKET, `${folder}/${id}.json`, `${row}\n`);
  const url = `gs://${TRIGGER_BUCKET}/${object.name}`;
  const line = await eventually('the event to be dealt with', async () =>
    (await functionLogs()).find(({ sourceUrl, status }) => sourceUrl === url && status === 'noMatch'),
  );
  return line.severity === 'WARNING' ? undefined : { object, url, id };
}

it('a file that no rule wanted is taken in by bqReplay once one does: planned, and then done, once', () =>
  inTurn(async () => {
    const folder = `later-${randomUUID()}`;
    const rule = `rules/${folder}.yaml`;
    const { object, url, id } = await eventually('a file that no rule wants', () => unwanted(folder));
    await uploadObject(
      OPS_BUCKET,
      rule,
      `When: { Prefix: /${folder}/ }\nAsync: true\nDest: { Table: bqtail.${SAMPLE_TABLE.table} }\n`,
    );
    try {
      const plan = await eventually('the rule to be in force', async () => {
        const { status, answer } = await bqReplay({ subject: { what: 'file', url } });
        expect(status).toBe(200);
        return answer['files'] === 1 && answer;
      });
      expect(plan).toMatchObject({ jobs: 1, more: false, left: [] });
      const done = await bqReplay({ apply: plan['id'], reason: 'the rule is new' });
      expect(done).toMatchObject({
        status: 200,
        answer: { status: 'done', done: 1, begun: { by: 'ann@example.com' } },
      });
      const { file, process } = await eventually('the file to be loaded', async () => {
        const trail = await trailOf(object);
        return trail?.process['status'] === 'done' && trail;
      });
      expect(file).toMatchObject({ process: process.id });
      expect(await bqReplay({ apply: plan['id'] })).toMatchObject({ status: 200, answer: { done: 0, already: 1 } });
      expect((await idsIn(SAMPLE_TABLE.table)).filter((one) => one === id)).toEqual([id]);
    } finally {
      await deleteObject(OPS_BUCKET, rule);
    }
  }));
