import type { Caller } from '../cloud/caller.ts';
import { CannotLook } from '../cloud/cannotLook.ts';
import type { Endpoints } from '../cloud/endpoints.ts';
import { createReader } from '../cloud/reader.ts';
import { CannotChange, createWriter } from '../cloud/writer.ts';
import { type PlannedChange, planAlerts } from './planAlerts.ts';
import type { Wanted } from './wanted.ts';

interface Options {
  projectId: string;
  caller: Caller;
  endpoints: Endpoints;
  say(line: string): void;
  /** Asked once, after what is to be done was said. */
  isConfirmed(): Promise<boolean>;
}

/** Says what has to be made or changed, asks, and does it. Answers whether all is as wanted now. */
export async function applyAlerts(all: readonly Wanted[], options: Options): Promise<boolean> {
  const { projectId, say, isConfirmed } = options;
  let planned: PlannedChange[];
  try {
    planned = await planAlerts(all, projectId, createReader(options));
  } catch (error) {
    if (!(error instanceof CannotLook)) throw error;
    say(`nothing is done: ${error.message}`);
    return false;
  }
  if (planned.length === 0) {
    say(`nothing to do: ${projectId} has all ${all.length} as they should be`);
    return true;
  }
  for (const { text } of planned) say(`will ${text}`);
  if (!(await isConfirmed())) {
    say('nothing is done');
    return false;
  }
  const failed = await carryOut(planned, options);
  say(`${planned.length - failed} done, ${failed} failed`);
  return failed === 0;
}

/** Answers how many changes were refused; the others are made all the same. */
async function carryOut(planned: readonly PlannedChange[], { say, ...connection }: Options): Promise<number> {
  const write = createWriter(connection);
  let failed = 0;
  for (const { text, change } of planned) {
    try {
      await write(change);
    } catch (error) {
      if (!(error instanceof CannotChange)) throw error;
      say(`could not ${text}: ${error.message}`);
      failed++;
    }
  }
  return failed;
}
