import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { BigQuery } from '@google-cloud/bigquery';
import { inject } from 'vitest';
import { type Document, listDocuments } from '../../emulators/clients/documents.ts';
import { listObjects, type ObjectMetadata, uploadObject } from '../../emulators/clients/objects.ts';
import { type FunctionLogEntry, functionLogEntry } from '../../emulators/functionLog.ts';
import { HOST, OPS_BUCKET, PORTS, PROJECT, REGION, TRIGGER_BUCKET } from '../../emulators/places.ts';
import { waitUntil } from '../../emulators/world/waitUntil.ts';

const EVENTUALLY_MS = 45_000;

/** Asks until the answer is neither undefined nor false, and returns it. */
export const eventually = <T>(what: string, ask: () => Promise<T | undefined | false>): Promise<T> =>
  waitUntil(ask, { what, timeoutMs: EVENTUALLY_MS });

/** The lines that the functions have logged since the world began. */
export async function functionLogs(): Promise<FunctionLogEntry[]> {
  const log = await readFile(path.join(inject('runDir'), 'suite.log'), 'utf8');
  return log.split('\n').flatMap((line) => functionLogEntry(line) ?? []);
}

/** Lays rules into the config bucket and waits until bqTail goes by them, which a file that only they take shows. */
export async function putRule(name: string, rule: object): Promise<void> {
  await uploadObject(OPS_BUCKET, `rules/${name}.json`, JSON.stringify(rule));
}

/** All rows of a table, as the client gives them. */
export async function tableRows(table: string): Promise<Record<string, unknown>[]> {
  const [rows] = await new BigQuery({ projectId: PROJECT }).dataset('bqtail').table(table).getRows();
  return rows;
}

/** What the ledger and the journal hold about an object's newest version. */
export async function trailOf(name: string): Promise<{ file: Document; process: Document } | undefined> {
  const [files, journal] = await Promise.all([listDocuments('files'), listDocuments('journal')]);
  const file = files.filter((document) => document['name'] === name).at(-1);
  const process = journal.find(({ id }) => id === file?.['process']);
  return file && process && { file, process };
}

/** Hands a finalized event to bqTail itself, as Eventarc does at least once. Answers the HTTP status: 500 asks for redelivery. */
export async function deliverEvent(object: ObjectMetadata): Promise<number> {
  const response = await fetch(
    `http://${HOST}:${PORTS.functions}/functions/projects/${PROJECT}/triggers/${REGION}-bqTail-0`,
    {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify({
        specversion: '1.0',
        id: `test-${object.generation}`,
        type: 'google.cloud.storage.object.v1.finalized',
        source: `//storage.googleapis.com/projects/_/buckets/${object.bucket}`,
        time: object.timeCreated,
        data: object,
      }),
    },
  );
  return response.status;
}

export const inTrigger = async (prefix: string): Promise<string[]> =>
  (await listObjects(TRIGGER_BUCKET, prefix)).map(({ name }) => name);
