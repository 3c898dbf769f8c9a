import type { Trouble } from '../scenario/scenario.ts';
import type { Version, World } from '../world/world.ts';
import { type EndedProcess, versionKey } from './ledger.ts';

/**
 * What has to become of a version: its rows are loaded, it is set aside, refused; or, where it is gone before long or BigQuery
 * may not read it, it has no rows, or has them, as it comes.
 */
export type Expected = 'loaded' | 'setAside' | 'refused' | 'any';

export function expectedOf({ upload, rule, gone }: Version): Expected {
  const { kind } = upload;
  if (gone !== undefined || kind === 'denied') return 'any';
  if (kind === 'wildcard' || kind === 'slashes') return 'refused';
  if (kind === 'newField') return rule.addsFields && rule.format === 'json' ? 'loaded' : 'setAside';
  return kind === 'good' ? 'loaded' : 'setAside';
}

/** Whether its rows fit the table. */
export const hasGoodRows = (version: Version): boolean => {
  const { kind } = version.upload;
  return kind === 'newField' ? expectedOf({ ...version }) === 'loaded' || isNewFieldTaken(version) : GOOD.has(kind);
};

const GOOD: ReadonlySet<string> = new Set(['good', 'wildcard', 'slashes', 'denied', 'gone']);

const isNewFieldTaken = ({ rule }: Version): boolean => rule.addsFields === true && rule.format === 'json';

/** Troubles that a process may fail for, by what it then says. */
const EXCUSES: readonly { kind: Trouble['kind']; error: RegExp }[] = [
  { kind: 'misplaced', error: /different locations/ },
  { kind: 'dropTemporary', error: /temporary table|Not found: Table/ },
  { kind: 'brokenScripts', error: /serialize access|lost the job|Retrying may solve|internal error|statement/i },
  { kind: 'retention', error: /retention policy/ },
];

/** A file that somebody deletes, or writes anew, is no longer there for an action. */
const IS_GONE = /cannot be moved/;

/** Whether somebody has to look after a process that failed: what went wrong does not pass, or must not be tried again. */
export function isExcused({ error, sources }: EndedProcess, { scenario, versions }: World): boolean {
  const isExcuse = (kind: Trouble['kind']): boolean => scenario.troubles.some((trouble) => trouble.kind === kind);
  if (EXCUSES.some((excuse) => isExcuse(excuse.kind) && excuse.error.test(error))) return true;
  const hasGone = versions.some((version) => version.gone !== undefined && sources.includes(versionKey(version.file)));
  return hasGone && IS_GONE.test(error);
}
