import type { AsyncLocalStorage } from 'node:async_hooks';
import type { SourceFile } from '../../../functions/src/model/sourceFile.ts';
import type { MemoryCloud } from '../../support/cloud/memoryCloud.ts';
import type { Request } from '../../support/cloud/send.ts';
import type { StoredObject } from '../../support/cloud/storage/memoryStorage.ts';
import type { Moment, RuleSpec, Scenario, Upload } from '../scenario/scenario.ts';
import type { Platform } from './platform.ts';
import type { Schedule } from './schedule.ts';

/** One version of a data file, as it was uploaded. */
export interface Version {
  upload: Upload;
  rule: RuleSpec;
  file: SourceFile;
  /** When it was overwritten by the next one of its name, or deleted by who uploaded it. */
  gone?: Moment;
}

/** Something that an invocation of tail or dispatch rejected with. */
export interface Rejection {
  at: Moment;
  who: string;
  error: unknown;
}

export interface World {
  scenario: Scenario;
  cloud: MemoryCloud;
  versions: Version[];
  rejections: Rejection[];
  /** Invocations of tail. */
  invocations: number;
  /** Requests to services, by method. */
  requests: Map<string, number>;
  tail: Platform;
  schedule: Schedule;
  now(): Moment;
  /** The ID of the invocation that is at work; runs of dispatch share one. */
  invocation: AsyncLocalStorage<string>;
  /** Called of each request as it sets out. */
  onSend: (request: Request) => void;
  /** Called of each object of the trigger bucket that bqtail deletes or overwrites. */
  onRemoval: (object: StoredObject) => void;
  trace(line: () => string): void;
}
