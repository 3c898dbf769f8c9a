import { expect, it } from 'vitest';
import { memoryCloud, OPS, TRIGGER } from '../../support/cloud/memoryCloud.ts';
import { collected } from '../../support/collected.ts';

it.each(['1B2M2Y8AsgTpgAmY7PhCfg==', 'crc32c:AAAAAA=='])(
  'a file that is taken in later keeps the checksum that its event told: %s',
  async (checksum) => {
    const cloud = memoryCloud();
    const { arrivals } = cloud.deps();
    const version = { bucket: TRIGGER, name: 'data/a.json', generation: '7', size: 12 };
    const file = { ...version, created: '2026-01-31T12:00:00.000Z', checksum };
    await arrivals.postpone(file, { notBefore: cloud.clock.now(), times: 1 });
    const [{ name, generation } = { name: '', generation: '' }] = cloud.storage.list(OPS, { prefix: 'tasks/' }).objects;
    await arrivals.makeDue({ place: { bucket: OPS, name }, generation });
    const [due] = (await collected(arrivals.due())).flat();
    expect(due && (await arrivals.read(due.place))).toEqual(file);
  },
);
