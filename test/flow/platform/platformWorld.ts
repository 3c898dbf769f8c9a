import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { ENDPOINTS, PORTS, ROOT } from '../../../emulators/places.ts';
import type { SourceFile } from '../../../functions/src/model/sourceFile.ts';
import { type BreakableLine, lineTo } from '../../support/breakableLine.ts';
import { seededRandom } from '../../support/cloud/random.ts';
import { createOwnWorld, type OwnWorld } from '../ownWorld.ts';
import { createEventarc, type Eventarc } from './eventarc.ts';
import { type FunctionInstance, startFunction } from './startFunction.ts';

/** The built bqTail in one instance, with buckets, a database and a table of its own, and the platform in front of it. */
export interface PlatformWorld extends OwnWorld {
  instance: FunctionInstance;
  eventarc: Eventarc;
  /** The instance's lines to the services. */
  lines: Readonly<Record<'firestore' | 'storage' | 'bigquery', BreakableLine>>;
  /** Starts an instance of another function. */
  start(target: string): Promise<FunctionInstance>;
  /** Dispatches, and delivers the events of what that makes due, until nothing is in flight any more. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

/** The rule that the project comes with is in force as well. */
export const EXAMPLE_RULE = 'rules/example/case002.yaml';

interface Options {
  /** Rules in YAML; TABLE and TEMP as in own worlds. */
  rules: string;
  /** Of all that is random in the platform. */
  seed: string;
}

export async function createPlatformWorld({ rules, seed }: Options): Promise<PlatformWorld> {
  const world = await createOwnWorld({ rules });
  const { opsBucket, triggerBucket, database } = world.deps.settings;
  const place = { bucket: opsBucket, name: 'rules/own.yaml' };
  await world.deps.objects.write(place, { content: world.rules, contentType: 'application/yaml' });
  const example = await readFile(path.join(ROOT, 'rules/example/case002.yaml'), 'utf8');
  await world.deps.objects.write(
    { ...place, name: EXAMPLE_RULE },
    { content: example, contentType: 'application/yaml' },
  );
  const lines = {
    firestore: await lineTo(PORTS.firestore),
    storage: await lineTo(PORTS.storage),
    bigquery: await lineTo(PORTS.bigquery),
  };
  const env = {
    ...parseEnv(await readFile(path.join(ROOT, 'functions/.env'), 'utf8')),
    ...ENDPOINTS,
    FIRESTORE_EMULATOR_HOST: lines.firestore.host,
    STORAGE_EMULATOR_HOST: `http://${lines.storage.host}`,
    BIGQUERY_EMULATOR_HOST: `http://${lines.bigquery.host}`,
    GCLOUD_PROJECT: world.deps.settings.projectId,
    TRIGGER_BUCKET: triggerBucket,
    OPS_BUCKET: opsBucket,
    CONFIG_BUCKET: opsBucket,
    DATABASE: database,
    STALE_TASK_SEC: String(world.deps.settings.staleTaskSec),
    MISSED_FILE_SEC: '0',
    DISPATCH_BUDGET_SEC: '0',
  };
  const instances: FunctionInstance[] = [];
  const start = async (target: string): Promise<FunctionInstance> => {
    const started = await startFunction({ target, env });
    instances.push(started);
    return started;
  };
  const instance = await start('bqTail');
  const eventarc = createEventarc(instance, seededRandom(seed));
  const delivered = new Set<string>();
  const unseen = ({ name, generation }: SourceFile): boolean => !delivered.has(`${name}#${generation}`);
  return {
    ...world,
    instance,
    eventarc,
    lines,
    start,
    async finish() {
      while ((await world.look()).isBusy) {
        await world.untilSomeJobDone();
        const run = await world.runDispatch();
        const due = (await world.followUps()).filter(unseen);
        if (due.length === 0) await world.passTime(run);
        for (const { name, generation } of due) delivered.add(`${name}#${generation}`);
        await eventarc.deliver(due);
      }
    },
    async close() {
      eventarc.close();
      await Promise.all(instances.map((one) => one.stop()));
      for (const line of Object.values(lines)) line.close();
    },
  };
}
