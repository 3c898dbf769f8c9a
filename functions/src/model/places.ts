import { sha256 } from '../common/sha256.ts';

/** Where things lie in the buckets. */
export const TASKS = 'tasks/';
export const POST_JOB = '_bqtail_/';
export const BATCH = '_batch_/';
export const RELOAD = '_load_/';
export const RULES = 'rules/';
/** Says which rules were pushed as a whole, and are in force. */
export const MANIFEST = `${RULES}_manifest.json`;
/** The texts of pushed rule files, by their hash, and the states before the one in force. */
export const RULE_TEXTS = 'states/texts/';
export const RULE_STATES = 'states/';
export const ERRORS = 'errors/';
export const PLANS = 'plans/';

const RESERVED = [POST_JOB, BATCH, RELOAD] as const;

/** The reserved prefix that an object of the trigger bucket lies under; such an object is never a data file. */
export const reservedPrefix = (name: string): (typeof RESERVED)[number] | undefined =>
  RESERVED.find((prefix) => name.startsWith(prefix));

/** The empty `folder/` objects that storage browsers create: no data files, and no tasks either. */
export const isFolder = (name: string): boolean => name.endsWith('/');

/** Whether an object of the trigger bucket of that name is a data file. */
export const isDataName = (name: string): boolean => !isFolder(name) && reservedPrefix(name) === undefined;

export const gsUrl = (bucket: string, name: string): string => `gs://${bucket}/${name}`;

export const urlOf = ({ bucket, name }: { bucket: string; name: string }): string => gsUrl(bucket, name);

/** `gs://bucket/name` taken apart; the name may be empty. Throws where the text is no such URL. */
export function parseGsUrl(url: string): { bucket: string; name: string } {
  const [, bucket, name] = /^gs:\/\/([^/]+)(?:\/([\s\S]*))?$/.exec(url) ?? [];
  if (bucket === undefined) throw new Error(`${JSON.stringify(url)} is not a gs://bucket/name URL`);
  return { bucket, name: name ?? '' };
}

/** Cloud Storage takes names of at most 1,024 bytes of UTF-8. */
const MAX_NAME_BYTES = 1024;

/** The name of an object kept below a prefix; one that would become too long is cut, with a hash of the whole at its end. */
export function nameBelow(prefix: string, name: string): string {
  const whole = Buffer.from(prefix + name);
  if (whole.length <= MAX_NAME_BYTES) return prefix + name;
  const hash = sha256(name, 16);
  let end = MAX_NAME_BYTES - hash.length - 1;
  // A byte 10xxxxxx continues a character: no cut before it.
  while (((whole[end] ?? 0) & 0b1100_0000) === 0b1000_0000) end--;
  return `${whole.subarray(0, end).toString('utf8')}~${hash}`;
}

/** Where an object of that name is kept below a gs:// URL. */
export function placeBelow(url: string, name: string): { bucket: string; name: string } {
  const { bucket, name: folder } = parseGsUrl(url.replace(/\/+$/, ''));
  return { bucket, name: nameBelow(folder === '' ? '' : `${folder}/`, name) };
}
