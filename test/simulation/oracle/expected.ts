import type { Version } from '../world/world.ts';

/** Whether the rows of a version have to be loaded. */
export function isGood({ upload, rule }: Version): boolean {
  if (upload.kind === 'newField') return rule.addsFields === true && rule.format === 'json';
  return ['good', 'wildcard', 'slashes'].includes(upload.kind);
}

/** Names that a load job cannot be given. */
export const isUnloadable = ({ upload }: Version): boolean => upload.kind === 'wildcard' || upload.kind === 'slashes';
