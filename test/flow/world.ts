import { mkdir, readFile, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { BigQuery } from '@google-cloud/bigquery';
import { inject } from 'vitest';
import { type Document, listDocuments } from '../../emulators/clients/documents.ts';
import type { ObjectMetadata } from '../../emulators/clients/objects.ts';
import { HOST, PORTS, PROJECT, REGION } from '../../emulators/places.ts';
import { type FunctionLogEntry, functionLogEntry } from '../../emulators/world/functionLog.ts';
import { waitUntil } from '../../emulators/world/waitUntil.ts';

const EVENTUALLY_MS = 45_000;

/** Asks until the answer is neither undefined nor false, and returns it. */
export const eventually = <T>(what: string, ask: () => Promise<T | undefined | false>): Promise<T> =>
  waitUntil(ask, { what, timeoutMs: EVENTUALLY_MS });

/** The others that wait for their turn take less than a minute each. */
const TURN_MS = 200_000;

/**
 * Tests that lay broken rules into the deployed world, those that need to know what becomes of a file that no rule wants, and those that
 * find all well take turns: while a rule is broken, such a file is taken in once that is mended, and doctor says that it is broken.
 */
export async function inTurn(work: () => Promise<void>): Promise<void> {
  const turn = path.join(inject('runDir'), 'turn');
  const take = async (): Promise<true> => {
    await mkdir(turn);
    return true;
  };
  await waitUntil(take, { what: 'the turn of this test', timeoutMs: TURN_MS });
  await work().finally(() => rmdir(turn));
}

/** The lines that the deployed functions have logged since the world began. */
export async function functionLogs(): Promise<FunctionLogEntry[]> {
  const log = await readFile(path.join(inject('runDir'), 'suite.log'), 'utf8');
  return log.split('\n').flatMap((line) => functionLogEntry(line) ?? []);
}

/** The IDs in a table of the dataset bqtail, in order. */
export async function idsIn(table: string): Promise<number[]> {
  const [rows] = await new BigQuery({ projectId: PROJECT })
    .dataset('bqtail')
    .table(table)
    .getRows({ selectedFields: 'id' });
  return rows.map(({ id }) => Number(id)).sort((a, b) => a - b);
}

/** What ledger and journal hold of an object version; undefined until both know it. An entry is at least as new as its process. */
export async function trailOf(object: ObjectMetadata): Promise<{ file: Document; process: Document } | undefined> {
  const journal = await listDocuments('journal');
  const files = await listDocuments('files');
  const file = files.find(({ name, generation }) => name === object.name && String(generation) === object.generation);
  const process = journal.find(({ id }) => id === file?.['process']);
  return file && process && { file, process };
}

/**
 * Hands an object's event to the deployed bqTail, as Eventarc does at least once. Answers the HTTP status: 500 asks for
 * redelivery, which the emulator does not do by itself.
 */
export async function deliverEvent(object: ObjectMetadata): Promise<number> {
  const url = `http://${HOST}:${PORTS.functions}/functions/projects/${PROJECT}/triggers/${REGION}-bqTail-0`;
  const event = {
    specversion: '1.0',
    id: `again-${object.generation}`,
    type: 'google.cloud.storage.object.v1.finalized',
    source: `//storage.googleapis.com/projects/_/buckets/${object.bucket}`,
    time: object.timeCreated,
    data: object,
  };
  const headers = { 'content-type': 'application/cloudevents+json' };
  return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(event) })).status;
}
