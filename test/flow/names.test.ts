import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { objectMetadata, uploadObject } from '../../emulators/clients/objects.ts';
import { TRIGGER_BUCKET } from '../../emulators/places.ts';
import { SAMPLE_TABLE } from '../../emulators/world/seed.ts';
import { eventually, idsIn, trailOf } from './world.ts';

const FOLDER = `data/case002/${randomUUID()}`;

/** Cloud Storage takes names of up to 1,024 bytes of UTF-8, with almost any character in them. */
const MAX_BYTES = 1024;
const longest = (character: string): string => {
  const room = MAX_BYTES - Buffer.byteLength(`${FOLDER}/.json`);
  return `${character.repeat(Math.floor(room / Buffer.byteLength(character)))}.json`;
};

const NAMES = [
  'with spaces in it.json',
  'a#b.json',
  'a?b=c&d.json',
  '100%2Fpercent%.json',
  '%2e%2e%2f.json',
  `"double" and 'single' and \`back\`.json`,
  'ünïcode 日本語 🚀.json',
  'semi;colon--comment.json',
  '$Date $EventID $1.json',
  '../../up.json',
  'back\\slash.json',
  'tab\tand\u00a0nbsp.json',
  '+plus+.json',
  longest('n'),
  longest('語'),
];

it.each(
  NAMES.map(
    (name, n) =>
      [name.length > 60 ? `${name.slice(0, 20)}… (${Buffer.byteLength(name)} bytes)` : name, name, n] as const,
  ),
)('the deployed functions load and delete %s', async (_, name, n) => {
  const id = 3_000_000_000 + n;
  const object = await uploadObject(TRIGGER_BUCKET, `${FOLDER}/${name}`, `{"id":${id},"type_id":1}\n`);
  expect(object.name).toBe(`${FOLDER}/${name}`);
  const { process } = await eventually('the journal to be done', async () => {
    const trail = await trailOf(object);
    return trail?.process['status'] !== 'running' && trail;
  });
  expect(process).toMatchObject({ status: 'done', source: `gs://${TRIGGER_BUCKET}/${FOLDER}/${name}` });
  expect(await objectMetadata(TRIGGER_BUCKET, object.name)).toBeUndefined();
  expect((await idsIn(SAMPLE_TABLE.table)).filter((loaded) => loaded === id)).toEqual([id]);
});
