import { randomUUID } from 'node:crypto';
import { readRules } from '../../../functions/src/action/ruleReader.ts';
import { createQueries } from '../../../functions/src/bigquery/queryRows.ts';
import { createTables } from '../../../functions/src/bigquery/tables.ts';
import { createWarehouse } from '../../../functions/src/bigquery/warehouse.ts';
import type { Deps } from '../../../functions/src/deps/deps.ts';
import { eventIdOf } from '../../../functions/src/model/eventId.ts';
import { urlOf } from '../../../functions/src/model/places.ts';
import type { Process } from '../../../functions/src/model/process.ts';
import type { SourceFile } from '../../../functions/src/model/sourceFile.ts';
import type { TailAnswer } from '../../../functions/src/model/tailAnswer.ts';
import { ingest } from '../../../functions/src/process/ingest.ts';
import { claimantOf } from '../../../functions/src/process/underClaim.ts';
import { newProcess } from '../../../functions/src/tail/newProcess.ts';
import { type MemoryCloud, memoryCloud, TRIGGER } from '../../support/cloud/memoryCloud.ts';
import { realClock } from '../../support/cloud/realClock.ts';
import { PROJECT, type StubProcess, startStubProcess } from '../stubProcess.ts';

/** Processes as they are, over the BigQuery stub, and the other services in memory. */
export interface StubCloud {
  stub: StubProcess;
  cloud: MemoryCloud;
  deps: Deps;
  upload(name: string, content: string | Buffer): Promise<SourceFile>;
  /** Loads the files together, by the one rule of the text, from beginning to end. */
  load(rule: object, files: readonly [SourceFile, ...SourceFile[]]): Promise<Loaded>;
  remove(): Promise<void>;
}

export interface Loaded {
  answer: TailAnswer;
  process: Process;
}

const TIME_MS = 540_000;

export async function startStubCloud(): Promise<StubCloud> {
  const stub = await startStubProcess();
  const clientFor = async (projectId: string) => stub.client(projectId);
  const cloud = memoryCloud({ clock: realClock(), settings: { projectId: PROJECT } });
  const deps: Deps = {
    ...cloud.deps(),
    warehouse: createWarehouse(clientFor),
    tables: createTables(clientFor),
    queries: createQueries(clientFor),
  };
  return {
    stub,
    cloud,
    deps,
    async upload(name, content) {
      const { generation, size, created } = cloud.storage.write({ bucket: TRIGGER, name }, { content });
      const file = { bucket: TRIGGER, name, generation, size, created: created.toISOString() };
      await stub.putObject(urlOf(file), content);
      return file;
    },
    async load(text, files) {
      const { rules, problems } = readRules('rules/own.yaml', JSON.stringify(text));
      const [rule] = rules;
      if (rule === undefined) throw new Error(JSON.stringify(problems));
      const [file] = files;
      const deadline = new Date(Date.now() + TIME_MS);
      const invocation = { id: randomUUID(), file, deadline, waitUntil: deadline };
      const processId = eventIdOf(file);
      const claimant = claimantOf(invocation, deps);
      const begin = () => newProcess({ processId, rule, files, loadJobs: {} }, deps);
      const opened =
        files.length === 1
          ? await deps.journal.start(file, begin, claimant)
          : await deps.journal.open(begin(), claimant);
      if ('window' in opened) throw new Error('it is in a window');
      const answer = await ingest(opened, invocation, deps);
      const process = await deps.journal.get(processId);
      if (process === undefined) throw new Error('the journal has no such process');
      return { answer, process };
    },
    remove: () => stub.remove(),
  };
}
