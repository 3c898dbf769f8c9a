import type { SourceFile } from '../../../functions/src/model/sourceFile.ts';
import type { Random } from '../../support/cloud/random.ts';
import type { StoredObject } from '../../support/cloud/storage/memoryStorage.ts';
import { fileContent } from '../scenario/fileContent.ts';
import { isOn, type Upload } from '../scenario/scenario.ts';
import type { World } from './world.ts';

/** Those who upload files, and the events of the trigger bucket. */
export interface Uploader {
  /** Plans all uploads. */
  start(): void;
  /** The object is theirs, not bqtail's: what happens to it now is their doing. */
  isAtWork(): boolean;
  /** The event of an object that bqtail wrote. */
  publish(object: StoredObject): void;
  /** Puts an object into the trigger bucket that is no data file. */
  putJunk(name: string): void;
}

/** Late events come after so long at most. */
const LATE_MS = 30 * 60_000;

/** Events that are delivered twice come for the second time so much later at most: while the first is at work, or after it. */
const TWICE_MS = [300, 2_000, 60_000] as const;

/** A file that is deleted by who uploaded it. */
const GONE_AFTER_MS = 4_000;

export function createUploader(world: World, random: Random): Uploader {
  const { scenario, cloud, now } = world;
  let isAtWork = false;

  const asUploader = <T>(work: () => T): T => {
    isAtWork = true;
    try {
      return work();
    } finally {
      isAtWork = false;
    }
  };

  function publish({ bucket, name, generation, size, created }: StoredObject): void {
    const file: SourceFile = { bucket, name, generation, size, created: created.toISOString() };
    const isLost = scenario.troubles.some(
      (trouble) => trouble.kind === 'lostEvents' && isOn(trouble, now()) && random.chance(trouble.share),
    );
    if (isLost) return;
    const delay = random.chance(scenario.late) ? random.between(60_000, LATE_MS) : random.between(50, 2_000);
    world.tail.publish(file, delay);
    if (random.chance(scenario.duplicates))
      world.tail.publish(file, delay + random.between(0, random.pick([...TWICE_MS])));
  }

  function upload(given: Upload): void {
    const rule = scenario.rules.find(({ name }) => name === given.rule);
    if (rule === undefined) throw new Error(`there is no rule ${given.rule}`);
    for (const version of world.versions) {
      if (version.file.name === given.name) version.gone ??= now();
    }
    const file = asUploader(() => cloud.upload(given.name, fileContent(given, rule)));
    world.trace(() => `${given.id} is uploaded as ${given.name}, generation ${file.generation}`);
    const version = { upload: given, rule, file };
    world.versions.push(version);
    // Who may read an object is the object's own: a newer version of the name has none of it.
    const { denied } = cloud.bigQuery;
    denied[given.kind === 'denied' ? 'add' : 'delete'](`gs://${file.bucket}/${file.name}`);
    if (given.kind === 'gone') cloud.clock.after(random.between(0, GONE_AFTER_MS), () => withdraw(version));
    publish(cloud.storage.stat(file));
  }

  function withdraw(version: World['versions'][number]): void {
    if (version.gone !== undefined || !isLive(version.file)) return;
    version.gone = now();
    asUploader(() => cloud.storage.remove(version.file));
  }

  const isLive = ({ bucket, name, generation }: SourceFile): boolean =>
    cloud.storage.list(bucket, { prefix: name }).objects.some((one) => one.generation === generation);

  return {
    start() {
      for (const one of scenario.uploads) cloud.clock.after(one.at, () => upload(one));
    },
    isAtWork: () => isAtWork,
    publish(object) {
      if (!isAtWork) publish(object);
    },
    putJunk(name) {
      const { bucket, generation } = asUploader(() => cloud.upload(name, 'junk'));
      publish(cloud.storage.stat({ bucket, name, generation }));
    },
  };
}
