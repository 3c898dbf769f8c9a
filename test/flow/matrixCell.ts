import type { Process } from '../../functions/src/journal/process.ts';
import { type Carried, carryThrough } from './carryThrough.ts';
import { type Fault, inject } from './faults.ts';
import { createMatrixWorld, type FailureCounter, MAX_RETRIES, type MatrixWorld, type RuleName } from './matrixWorld.ts';
import { untilDue } from './ownWorld.ts';

/** How a process has to end. */
export interface Ends {
  /** `any`: either, as long as everything else goes with it. */
  status: 'done' | 'failed' | 'any';
  /** It failed, but its rows are in the destination. For `any` the journal tells. */
  isLoaded?: boolean;
  /** Its temporary table stays, for BigQuery to delete. */
  keepsTable?: boolean;
  /** The place in the ops bucket where its file lies; by default that stays where it was. */
  quarantine?: string;
  /** A copy of it is in quarantine, and it could not be removed from where it was. */
  isCopied?: boolean;
}

/** A process in which one thing goes wrong. */
export interface Cell {
  name: string;
  rule: RuleName;
  /** By default it is. */
  isAsync?: boolean;
  fault(world: MatrixWorld): Fault;
  /** The fault begins when the first follow-up is due. */
  late?: boolean;
  ends: Ends;
}

/** Runs the process to its end, and answers what is not as it should be. */
export async function runCell(cell: Cell, failures: FailureCounter): Promise<string[]> {
  const { name, rule, isAsync = true, fault, late, ends } = cell;
  const world = await createMatrixWorld({ rule, isAsync, failures });
  if (late) {
    await world.deliver(world.file);
    await untilDue(world);
  }
  const injected = await inject(fault(world));
  try {
    const carried = await carryThrough(world, world.file);
    const hits = await injected.hits();
    await injected.remove();
    const problems = await problemsOf(world, { carried, ends, failures });
    return [...problems, ...(hits === 0 ? ['the fault hit nothing'] : [])].map((problem) => `${name}: ${problem}`);
  } catch (error) {
    await injected.remove();
    return [`${name}: ${error}`];
  }
}

interface Outcome {
  carried: Carried;
  ends: Ends;
  failures: FailureCounter;
}

/** What is not as it should be once nothing more happens. */
export async function problemsOf(world: MatrixWorld, { carried, ends, failures }: Outcome): Promise<string[]> {
  const process = await world.process(world.file);
  const found = await stateOf(world, process, failures);
  const expected = stateAfter(ends.status === 'any' ? endsOf(process, found) : ends, { world, found, carried });
  const wrong = (Object.keys(found) as (keyof State)[]).flatMap((key) => {
    const [is, shouldBe] = [JSON.stringify(found[key]), JSON.stringify(expected[key])];
    return is === shouldBe ? [] : [`${key} is ${is}, not ${shouldBe}`];
  });
  if (ends.status !== 'any' && carried.deliveries > MAX_RETRIES + 1) {
    wrong.push(`an event was delivered ${carried.deliveries} times`);
  }
  if (wrong.length === 0) return [];
  return [...wrong, `the last answer was ${JSON.stringify(carried.answers.at(-1))}`, ...carried.rejections.map(String)];
}

type State = Awaited<ReturnType<typeof stateOf>>;

async function stateOf(world: MatrixWorld, process: Process | undefined, failures: FailureCounter) {
  const [record] = await world.deps.journal.versions(world.file);
  const paths = donePaths(process);
  const names = (await world.objects()).map((url) => url.replace(/^gs:\/\/[^/]+\//, ''));
  return {
    status: process?.status,
    fileStatus: record?.status,
    doneTwice: paths.filter((path, index) => paths.indexOf(path) !== index),
    ids: await world.ids(),
    insertedIds: await world.insertedIds(),
    reports: names.filter((name) => name.startsWith('errors/')).length,
    objects: names.filter((name) => !/^(?:errors|retry)\//.test(name)),
    temporaryTables: await world.temporaryTables(),
    onFailureRuns: failures.runsOf(world.eventId),
  };
}

/** How the process ended, as the journal has it. */
function endsOf(process: Process | undefined, { objects }: State): Ends {
  const paths = donePaths(process);
  const isLoaded = paths.includes(process?.plan.ingestion?.transient ? 'Move[0]' : 'Load[0]');
  const quarantine = process?.steps.some(({ next }) => next) ? { quarantine: 'corrupted' } : {};
  const isCopied = objects.length > 1;
  return { status: process?.status === 'done' ? 'done' : 'failed', isLoaded, isCopied, ...quarantine };
}

const donePaths = (process: Process | undefined): string[] =>
  (process?.steps ?? []).filter((step) => step.state === 'done').map(({ path }) => path);

interface Circumstances {
  world: MatrixWorld;
  found: State;
  carried: Carried;
}

function stateAfter(ends: Ends, { world, found, carried }: Circumstances): State {
  const { status, isLoaded = status === 'done', keepsTable, quarantine, isCopied } = ends;
  const isDone = status === 'done';
  const source = quarantine === undefined ? world.file.name : `${quarantine}/${world.file.name}`;
  const isReported =
    !isDone && !carried.answers.some(({ message }) => /the report gs:\S+ was not written/.test(message));
  return {
    status: isDone ? 'done' : 'failed',
    fileStatus: isDone ? 'loaded' : 'failed',
    doneTwice: [],
    ids: isLoaded ? [1, 2] : [],
    insertedIds: found.insertedIds && isDone ? [1, 2] : found.insertedIds,
    reports: isReported ? 1 : 0,
    objects: isDone ? [] : [source, ...(isCopied ? [`corrupted/${source}`] : [])],
    temporaryTables: found.temporaryTables && (keepsTable ? [`${world.table}_${world.eventId}`] : []),
    onFailureRuns: isDone ? 0 : 1,
  };
}
