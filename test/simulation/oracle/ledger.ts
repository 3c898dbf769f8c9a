import type { Fields } from '../../support/cloud/firestore/fieldValues.ts';
import { OPS } from '../../support/cloud/memoryCloud.ts';
import type { Version, World } from '../world/world.ts';

/** A process as the journal has it in the end. */
export interface EndedProcess {
  id: string;
  status: unknown;
  rule: string;
  error: string;
  /** gs:// URLs with their generation. */
  sources: readonly string[];
  ended: number | undefined;
}

export const versionKey = ({
  bucket,
  name,
  generation,
}: {
  bucket: string;
  name: string;
  generation: string;
}): string => `gs://${bucket}/${name}#${generation}`;

/** What the journal holds of processes, by their ID. */
export function processesOf({ cloud }: World): Map<string, EndedProcess> {
  const { documents } = cloud.firestore;
  const entries = documents.paths('journal').map((path) => {
    const fields = documents.get(path)?.fields ?? {};
    const id = path.slice('journal/'.length);
    return [id, processOf(id, fields, planOf(fields, cloud))] as const;
  });
  return new Map(entries);
}

interface StoredPlan {
  destination: string;
  sources: readonly { bucket: string; name: string; generation: string }[];
}

function planOf({ plan, planObject }: Fields, { storage }: World['cloud']): StoredPlan {
  const json =
    typeof plan === 'string' ? plan : storage.stat({ bucket: OPS, name: String(planObject) }).content.toString();
  return JSON.parse(json);
}

function processOf(id: string, fields: Fields, plan: StoredPlan): EndedProcess {
  const error = fields['error'] as { kind?: string; reason?: string; message?: string } | undefined;
  const ended = fields['ended'] as { toMillis(): number } | undefined;
  return {
    id,
    status: fields['status'],
    rule: plan.destination.replace(/^.*\./, ''),
    error: error ? `${error.kind}, ${error.reason}: ${error.message}` : '',
    sources: plan.sources.map(versionKey),
    ended: ended?.toMillis(),
  };
}

export interface Entry {
  status: unknown;
  process: EndedProcess | undefined;
}

/** The ledger's entry of a version; undefined where it has none. */
export function entryOf(
  { file }: Version,
  { cloud }: World,
  processes: ReadonlyMap<string, EndedProcess>,
): Entry | undefined {
  const { documents } = cloud.firestore;
  const fields = entriesIn(cloud).get(`${file.name}#${file.generation}`);
  if (fields === undefined) return undefined;
  const window = fields['window'] === undefined ? undefined : documents.get(`windows/${fields['window']}`)?.fields;
  const id = fields['process'] ?? window?.['owner'];
  return { status: fields['status'], process: typeof id === 'string' ? processes.get(id) : undefined };
}

const known = new WeakMap<World['cloud'], ReadonlyMap<string, Fields>>();

/** The entries of the ledger by `‹name›#‹generation›`, as they are once everything is over. */
function entriesIn(cloud: World['cloud']): ReadonlyMap<string, Fields> {
  const before = known.get(cloud);
  if (before) return before;
  const { documents } = cloud.firestore;
  const entries = new Map<string, Fields>();
  for (const path of documents.paths('files')) {
    const fields = documents.get(path)?.fields;
    if (fields) entries.set(`${fields['name']}#${fields['generation']}`, fields);
  }
  known.set(cloud, entries);
  return entries;
}

/** The places in quarantine where a version lies. */
export function quarantined({ file }: Version, { cloud }: World): string[] {
  const places = ['corrupted/', 'invalid_schema/'];
  return places
    .flatMap((prefix) => cloud.storage.list(OPS, { prefix }).objects)
    .filter(({ metadata }) => metadata['source'] === `gs://${file.bucket}/${file.name}`)
    .filter(({ metadata }) => metadata['sourceGeneration'] === file.generation)
    .map(({ name }) => name);
}
