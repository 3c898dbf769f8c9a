import pMap from 'p-map';
import type { Deps } from '../deps/deps.ts';
import { type ErrorDetail, Failure } from '../failure/failure.ts';
import { urlOf } from '../model/places.ts';
import type { LoadsInstead, Process, TakenOut } from '../model/process.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import type { RetryLoad } from '../model/sourceRange.ts';
import type { TableField, TableName } from '../model/table.ts';
import type { ObjectStore } from '../storage/objectStore.ts';
import { liveTarget } from '../storage/targets.ts';
import { type AddedColumns, addColumns } from './addColumns.ts';
import type { BadPlace } from './filePlace.ts';
import { findSuspects } from './findSuspects.ts';
import { loadsInstead } from './loadsInstead.ts';
import { type LoadedFile, nextLoads } from './nextLoads.ts';
import { isQuarantined } from './quarantine.ts';
import { type QuarantineUrls, quarantineUrls, setAsideBadFile } from './setAsideBadFile.ts';
import { areAboutData, type BadFile, blame, reasonOf, sortFiles } from './sortFiles.ts';
import { tallyOf } from './tallyOf.ts';

/** A load job that failed for its data. */
export interface DataFailure {
  process: Process;
  load: RetryLoad;
  /** What was in the job. */
  sources: readonly SourceFile[];
  /** `status.errorResult` and `status.errors`. */
  errors: readonly ErrorDetail[];
  /** Rounds of reloads. */
  maxReload: number;
  /** The rule's own places. */
  places: Partial<QuarantineUrls>;
  /** The table that is loaded. */
  table: TableName;
  /** New fields of newline-delimited JSON become columns. */
  allowFieldAddition: boolean;
}

export type Recovery =
  /** `notes` say what became of the bad files; `untold` is what `next` has no room for. */
  | { outcome: 'reload'; next: LoadsInstead; untold: readonly TakenOut[]; notes: string[] }
  | { outcome: 'giveUp'; failure: Failure; notes: string[] };

type Stores = Pick<Deps, 'objects' | 'tables' | 'settings' | 'rules'>;

const PARALLEL = 16;

/**
 * Sees to it that a load that failed for its data can go on: adds columns where the rule wants that, moves the bad files out of
 * the way, and answers what is loaded instead. May be called again for the same failure, also after having been cut short.
 */
export async function recoverLoad(failed: DataFailure, stores: Stores): Promise<Recovery> {
  const { process, load, sources, errors, maxReload } = failed;
  if (isAboutRule(failed)) return { outcome: 'giveUp', failure: givenUp(failed, ABOUT_RULE), notes: [] };
  const { mended, refused, ignored } = await mend(failed, stores);
  const urls = sources.map(urlOf);
  const named = sortFiles(errors, urls).bad.filter(({ url }) => !mended.has(url));
  // Where unknown fields are ignored, BigQuery would drop those of a file that it has not come to yet.
  const also = ignored.length > 0 ? [...refused.keys()].filter((url) => !named.some((file) => file.url === url)) : [];
  const bad = [
    ...named.map((file) => asRead({ ...file, reason: refused.get(file.url) ?? file.reason }, process)),
    ...also.map((url): BadFile => ({ url, place: 'invalidSchema', reason: refused.get(url) ?? '' })),
  ];
  const isMended = mended.size > 0;
  const isAboutData = areAboutData(errors);
  const isUnexplained = bad.length === 0 && !isMended && (sources.length > 1 || !isAboutData);
  const suspects: ReadonlyMap<string, BadPlace> = isUnexplained ? await suspectsOf(failed, stores) : new Map();
  const files = withPositions(process, sources);
  const ignoring = { ...load, ...(ignored.length > 0 ? { ignoreUnknown: true } : {}) };
  const said = {
    load: ignoring,
    files,
    bad,
    blame: (url: string) => blame(url, errors),
    isAboutData,
    isMended,
    suspects,
  };
  const next = nextLoads(said, { maxReload, tally: tallyOf(process) });
  const put = await putBadAway(next.bad, failed, stores);
  const notes = [...put.map(({ note }) => note), ...ignored.map(ignoredNote)];
  if (next.givenUp !== undefined) return { outcome: 'giveUp', failure: givenUp(failed, next.givenUp), notes };
  return {
    outcome: 'reload',
    ...loadsInstead(next, { files, put: new Map(put.map((one) => [one.url, one])) }),
    notes,
  };
}

/** A name that says nothing of the format makes a file CSV, and its rows are bad then for a reason that BigQuery cannot know. */
function asRead(file: BadFile, { plan }: Process): BadFile {
  const isCsv = plan.ingestion?.load.sourceFormat === 'CSV';
  if (!isCsv || file.place === 'missing' || file.place === 'refused' || /\.csv(?:\.gz)?$/i.test(file.url)) return file;
  return {
    ...file,
    reason: `${file.reason} (read as CSV, because its name has no known end: if it is not CSV, give Dest.SourceFormat)`,
  };
}

const ignoredNote = (field: string): string =>
  `field ${field} is null or empty in all rows, so it has no type for a column: it is ignored`;

const ABOUT_RULE = 'the schema of the rule does not fit the table, and the files are not at fault';

/** Where the rule says what the columns are, the files have no say in them. */
function isAboutRule({ process, errors }: DataFailure): boolean {
  const { schema, autodetect = false } = process.plan.ingestion?.load ?? {};
  const [{ message = '' } = {}] = errors;
  return schema?.fields !== undefined && !autodetect && /^Provided Schema does not match Table/i.test(message);
}

/** The files that the same load may take now: new columns are there, or an object that was not seen for a moment is. */
async function mend(failed: DataFailure, { objects, tables }: Stores): Promise<AddedColumns> {
  const { errors, sources, allowFieldAddition, table, process } = failed;
  const { bad, noSuchFields } = sortFiles(errors, sources.map(urlOf));
  const [only, ...others] = sources;
  const located = noSuchFields.map((missing) =>
    only && others.length === 0 ? { ...missing, url: urlOf(only) } : missing,
  );
  const ownColumns = process.plan.ingestion?.load.schema?.fields as readonly TableField[] | undefined;
  const added = allowFieldAddition
    ? await addColumns({ noSuchFields: located, files: sources, table, ownColumns }, { objects, tables })
    : undefined;
  const missing = new Set(bad.filter(({ place }) => place === 'missing').map(({ url }) => url));
  const isThere = await pMap(
    sources.filter((source) => missing.has(urlOf(source))),
    async (source) => {
      const live = await liveTarget({ ...source, url: urlOf(source) }, objects);
      return typeof live === 'object' ? [urlOf(source)] : [];
    },
    { concurrency: PARALLEL },
  );
  const { mended = new Set<string>(), refused = new Map<string, string>(), ignored = [] } = added ?? {};
  return { mended: new Set([...mended, ...isThere.flat()]), refused, ignored };
}

async function suspectsOf(
  { process, sources, table, places }: DataFailure,
  stores: Stores,
): Promise<ReadonlyMap<string, BadPlace>> {
  const { sourceFormat = 'CSV', ignoreUnknownValues = false, schema } = process.plan.ingestion?.load ?? {};
  const columns = schema?.fields ? [] : ((await stores.tables.find(table))?.fields ?? []);
  const suspects = await findSuspects(sources, { sourceFormat, ignoreUnknownValues, columns }, stores.objects);
  const [only, ...others] = sources;
  if (only === undefined || others.length > 0 || suspects.get(urlOf(only)) !== 'missing') return suspects;
  // An invocation that died before it could say so may have moved it.
  const moved = await placeBefore(only, quarantineUrls(places, stores.settings), stores.objects);
  return moved ? new Map([[urlOf(only), moved]]) : suspects;
}

async function placeBefore(
  source: SourceFile,
  urls: QuarantineUrls,
  objects: ObjectStore,
): Promise<BadPlace | undefined> {
  for (const place of ['corrupted', 'invalidSchema'] as const) {
    if (await isQuarantined({ ...source, url: urlOf(source), placeUrl: urls[place] }, objects)) return place;
  }
  return undefined;
}

async function putBadAway(bad: readonly BadFile[], failed: DataFailure, stores: Stores) {
  const { process, sources } = failed;
  const { processId, plan } = process;
  const urls = quarantineUrls(failed.places, stores.settings);
  const byUrl = Map.groupBy(sources, urlOf);
  const versions = bad.flatMap((file) => (byUrl.get(file.url) ?? []).map((source) => ({ file, source })));
  const put = async ({ file, source }: (typeof versions)[number]) => ({
    url: file.url,
    ...(await setAsideBadFile({ ...file, source, urls, processId, rule: plan.rule }, stores)),
  });
  return pMap(versions, put, { concurrency: PARALLEL });
}

function withPositions({ plan }: Process, sources: readonly SourceFile[]): LoadedFile[] {
  const positions = new Map(plan.sources.map((source, index) => [versionOf(source), index]));
  return sources.map((source) => ({ index: positions.get(versionOf(source)) ?? -1, url: urlOf(source) }));
}

const versionOf = (source: SourceFile): string => `${urlOf(source)}#${source.generation}`;

function givenUp({ errors, load, sources }: DataFailure, why: string): Failure {
  const [first] = errors;
  const what = sources.length === 1 && sources[0] ? urlOf(sources[0]) : `a load of ${sources.length} files`;
  const when = load.round > 0 ? ` in round ${load.round}` : '';
  return new Failure({
    kind: areAboutData(errors) ? 'data' : 'permanent',
    reason: first?.reason ?? 'invalid',
    message: `bqtail gives up on ${what}${when}: ${why}; BigQuery said: ${reasonOf(errors)}`,
    details: errors,
  });
}
