import { createRequire } from 'node:module';

interface StoredObject {
  bucket: string;
}

interface StorageEvents {
  dispatch(action: string, object: StoredObject): Promise<void>;
}

interface Registry {
  get(emulator: 'functions'): { multicastTriggers?: Readonly<Record<string, readonly string[]>> } | undefined;
}

const require = createRequire(import.meta.url);

/** The Storage emulator's names of events, and those that functions of the second generation have for them. */
const EVENTS: Readonly<Record<string, string>> = {
  finalize: 'finalized',
  metadataUpdate: 'metadataUpdated',
  delete: 'deleted',
  archive: 'archived',
};

/**
 * The Storage emulator posts each event to the functions emulator twice, once for each generation of functions: some third of what its
 * process does where many objects come and go. From now on it posts only events that a function is triggered by. That uses internals of
 * firebase-tools. If the functions emulator does not tell which functions it has, all events are posted.
 */
export function postOnlyHeardEvents(): void {
  const events: {
    StorageCloudFunctions: { prototype: StorageEvents };
  } = require('firebase-tools/lib/emulator/storage/cloudFunctions');
  const { EmulatorRegistry }: { EmulatorRegistry: Registry } = require('firebase-tools/lib/emulator/registry');
  const { prototype } = events.StorageCloudFunctions;
  const post = prototype.dispatch;
  prototype.dispatch = async function (action, object) {
    const triggers = EmulatorRegistry.get('functions')?.multicastTriggers;
    if (!triggers || isHeard(triggers, action, object)) await post.call(this, action, object);
  };
}

/** Whether a function is triggered by it: the functions emulator keeps functions by project, type of event and bucket. */
export function isHeard(
  triggers: Readonly<Record<string, unknown>>,
  action: string,
  { bucket }: StoredObject,
): boolean {
  const ends = [`google.storage.object.${action}`, `google.cloud.storage.object.v1.${EVENTS[action] ?? action}`].map(
    (type) => `:${type}:${bucket}`,
  );
  return Object.keys(triggers).some((key) => ends.some((end) => key.endsWith(end)));
}
