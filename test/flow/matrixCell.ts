import { type Carried, carryThrough } from './carryThrough.ts';
import { type Fault, inject } from './faults.ts';
import { createMatrixWorld, type FailureCounter, MAX_RETRIES, type MatrixWorld, type RuleName } from './matrixWorld.ts';
import { untilDue } from './ownWorld.ts';

/** How a process has to end. */
export interface Ends {
  status: 'done' | 'failed';
  /** It failed, but its rows are in the destination. */
  isLoaded?: boolean;
  /** Its temporary table stays, for BigQuery to delete. */
  keepsTable?: boolean;
  /** The place in the ops bucket where its file lies; by default that stays where it was. */
  quarantine?: string;
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
  const { status, isLoaded = status === 'done', keepsTable, quarantine } = ends;
  const isDone = status === 'done';
  const source = quarantine === undefined ? world.file.name : `${quarantine}/${world.file.name}`;
  const process = await world.process(world.file);
  const [record] = await world.deps.journal.versions(world.file);
  const donePaths = (process?.steps ?? []).filter((step) => step.state === 'done').map(({ path }) => path);
  const found = {
    status: process?.status,
    fileStatus: record?.status,
    doneTwice: donePaths.filter((path, index) => donePaths.indexOf(path) !== index),
    ids: await world.ids(),
    insertedIds: await world.insertedIds(),
    objects: (await world.objects())
      .map(shortName)
      .filter((name) => !name.startsWith('retry/'))
      .sort(),
    temporaryTables: await world.temporaryTables(),
    onFailureRuns: failures.runsOf(world.eventId),
    isWithinRetries: carried.deliveries <= MAX_RETRIES + 1,
  };
  const expected: typeof found = {
    status,
    fileStatus: isDone ? 'loaded' : 'failed',
    doneTwice: [],
    ids: isLoaded ? [1, 2] : [],
    insertedIds: found.insertedIds && isDone ? [1, 2] : found.insertedIds,
    objects: isDone ? [] : [source, 'report'].sort(),
    temporaryTables: found.temporaryTables && (keepsTable ? [`${world.table}_${world.eventId}`] : []),
    onFailureRuns: isDone ? 0 : 1,
    isWithinRetries: true,
  };
  const wrong = (Object.keys(found) as (keyof typeof found)[]).flatMap((key) => {
    const [is, shouldBe] = [JSON.stringify(found[key]), JSON.stringify(expected[key])];
    return is === shouldBe ? [] : [`${key} is ${is}, not ${shouldBe}`];
  });
  if (wrong.length === 0) return [];
  return [...wrong, `the last answer was ${JSON.stringify(carried.answers.at(-1))}`, ...carried.rejections.map(String)];
}

/** Without the bucket; error reports are called by the process. */
const shortName = (url: string): string => {
  const name = url.replace(/^gs:\/\/[^/]+\//, '');
  return name.startsWith('errors/bqtail.') ? 'report' : name;
};
