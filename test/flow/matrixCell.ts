import type { Process } from '../../functions/src/model/process.ts';
import { type Carried, carryThrough } from './carryThrough.ts';
import { type Fault, inject } from './faults.ts';
import { type Counter, createMatrixWorld, type MatrixWorld, type RuleName } from './matrixWorld.ts';
import { untilDue } from './ownWorld.ts';

/** How a process has to end. */
export interface Ends {
  /** `any`: either, as long as everything else goes with it. */
  status: 'done' | 'failed' | 'any';
  /** It failed, but its rows are in the destination. */
  isLoaded?: boolean;
  /** Its temporary table stays, for BigQuery to delete. */
  keepsTable?: boolean;
  /** The place in the ops bucket where its file lies; by default that stays where it was. */
  quarantine?: string;
  /** A copy of it is in quarantine, and it could not be removed from where it was. */
  isCopied?: boolean;
  /** `OnFailure` fails, too, which stops nothing. */
  onFailureFails?: boolean;
}

/** A process in which one thing goes wrong. */
export interface Cell {
  name: string;
  rule: RuleName;
  /** By default it is. */
  isAsync?: boolean;
  inOwnProject?: boolean;
  fault(world: MatrixWorld): Fault;
  /** The fault begins when the first follow-up is due. */
  late?: boolean;
  ends: Ends;
}

/** Runs the process to its end, and answers what is not as it should be. */
export async function runCell(cell: Cell, counter: Counter): Promise<string[]> {
  const { name, rule, isAsync = true, inOwnProject = false, fault, late, ends } = cell;
  const world = await createMatrixWorld({ rule, isAsync, inOwnProject, counter });
  if (late) {
    await world.deliver(world.file);
    await untilDue(world);
  }
  const injected = await inject(fault(world));
  try {
    const carried = await carryThrough(world, world.file);
    const hits = await injected.hits();
    await injected.remove();
    const problems = await problemsOf(world, { carried, ends });
    return [...problems, ...(hits === 0 ? ['the fault hit nothing'] : [])].map((problem) => `${name}: ${problem}`);
  } catch (error) {
    await injected.remove();
    return [`${name}: ${error}`];
  }
}

interface Outcome {
  carried: Carried;
  ends: Ends;
}

/** What is not as it should be once nothing more happens. */
export async function problemsOf(world: MatrixWorld, { carried, ends }: Outcome): Promise<string[]> {
  const process = await world.process(world.file);
  const found = await stateOf(world, process);
  const expected = stateAfter(ends.status === 'any' ? endsOf(process, found) : ends, { world, found, carried });
  const wrong = (Object.keys(found) as (keyof State)[]).flatMap((key) => {
    const [is, shouldBe] = [JSON.stringify(found[key]), JSON.stringify(expected[key])];
    return is === shouldBe ? [] : [`${key} is ${is}, not ${shouldBe}`];
  });
  // One of Firestore and Cloud Storage was there at any time, to hold what had to be done.
  if (carried.rejections.length > 0) wrong.push(`tail rejected ${carried.rejections.length} times`);
  if (wrong.length === 0) return [];
  const told = [...carried.rejections, ...carried.failedRuns].map(String);
  return [...wrong, `the last answer was ${JSON.stringify(carried.answers.at(-1))}`, ...told];
}

type State = Awaited<ReturnType<typeof stateOf>>;

async function stateOf(world: MatrixWorld, process: Process | undefined) {
  const [record] = await world.deps.journal.versions(world.file);
  const paths = donePaths(process);
  const names = (await world.objects()).map((url) => url.replace(/^gs:\/\/[^/]+\//, ''));
  return {
    status: process?.status,
    fileStatus: record?.status,
    doneTwice: paths.filter((path, index) => paths.indexOf(path) !== index),
    ids: await world.ids(),
    insertedIds: await world.insertedIds(),
    reports: names.filter((name) => name.endsWith(`/${world.eventId}.json`)).length,
    objects: names.filter((name) => !name.startsWith('errors/')),
    temporaryTables: await world.temporaryTables(),
    runs: world.runs(),
  };
}

/** How the process ended, where it may end either way. A job that was done may be missing in the journal. */
function endsOf(process: Process | undefined, { objects, ids }: State): Ends {
  const isLoaded = ids.length > 0;
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
  const shared = {
    doneTwice: [],
    insertedIds: found.insertedIds && ends.status === 'done' ? [1, 2] : found.insertedIds,
    temporaryTables: found.temporaryTables && (ends.keepsTable ? [`${world.table}_${world.eventId}`] : []),
  };
  const onDone = world.isBatch ? 1 : 0;
  if (ends.status === 'done') {
    const runs = { onFailure: 0, onDone };
    return { ...shared, status: 'done', fileStatus: 'loaded', ids: [1, 2], reports: 0, objects: [], runs };
  }
  const { isLoaded, quarantine, isCopied, onFailureFails } = ends;
  const source = quarantine === undefined ? world.file.name : `${quarantine}/${world.file.name}`;
  const isReported = !/the report gs:\S+ was not written/.test(carried.answers.at(-1)?.message ?? '');
  return {
    ...shared,
    status: isLoaded ? 'actionFailed' : 'failed',
    fileStatus: fileStatusAfter(ends),
    ids: isLoaded ? [1, 2] : [],
    reports: isReported ? 1 : 0,
    objects: [source, ...(isCopied ? [`corrupted/${source}`] : [])],
    runs: { onFailure: onFailureFails ? 0 : 1, onDone },
  };
}

function fileStatusAfter({ isLoaded, quarantine }: Ends): string {
  if (isLoaded) return 'loaded';
  return quarantine === undefined ? 'failed' : 'setAside';
}
