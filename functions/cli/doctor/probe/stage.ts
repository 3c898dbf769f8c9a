import type { Deps } from '../../../src/deps/deps.ts';
import type { Finding } from '../model/check.ts';
import type { World } from '../model/world.ts';
import type { ProbePlan } from './probePlan.ts';
import type { WaitFor } from './waiting.ts';

/** What a stage has for its work. */
export interface Probe {
  plan: ProbePlan;
  deps: Deps;
  waitFor: WaitFor;
}

/** A part of a file's way. Where it fails, the parts after it cannot be. */
export interface Stage {
  id: string;
  /** What is right, in a sentence. */
  right: string;
  /** What to do where that is not so, in a sentence. */
  todo(world: Pick<World, 'projectId' | 'prefix' | 'configBucket'>): string;
  /** Rejects where a call is refused, which is as wrong. */
  run(probe: Probe): Promise<Finding>;
}

/** `4 s`, from a time to now. */
export const since = (start: Date, { clock }: Deps): string =>
  `${Math.round((clock.now().getTime() - start.getTime()) / 1000)} s`;
