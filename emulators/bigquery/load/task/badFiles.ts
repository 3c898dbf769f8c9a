import type { ErrorProto } from '../../rest/resources.ts';
import { LISTED, PREFIX } from './listedErrors.ts';

/** Collects the files of a job that cannot be read at all. */
export interface BadFiles {
  add(uri: string | undefined, message: string): void;
  /** Whether no further file is worth reading. */
  readonly full: boolean;
  readonly errors: readonly ErrorProto[];
}

export function createBadFiles(): BadFiles {
  const errors: ErrorProto[] = [];
  return {
    errors,
    add(uri, message) {
      errors.push({
        reason: 'invalid',
        ...(uri === undefined ? {} : { location: uri }),
        message: `${PREFIX}${message}${uri === undefined ? '' : ` File: ${uri}`}`,
      });
    },
    get full() {
      return errors.length >= LISTED;
    },
  };
}
