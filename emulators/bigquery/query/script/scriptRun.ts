import type { Node } from '../../../googlesql/messages.ts';
import type { Source } from '../../../googlesql/source.ts';
import type { Computing } from '../../evaluation/evaluateStatement.ts';
import type { Preparing } from '../../evaluation/prepareStatement.ts';
import type { ScriptState } from './state.ts';
import type { NameContext, Statement } from './statement.ts';

/** What a script runs with. */
export interface ScriptRun extends Computing {
  names: NameContext;
  preparing(state: ScriptState): Preparing;
  /** Runs one statement; its result is the host's to keep. */
  perform(statement: Statement): Promise<void>;
  /** Throws where the job is cancelled. */
  checkpoint(): void;
}

/** A statement of a script, where it is written. */
export interface Placed {
  node: Node;
  source: Source;
}

/** What a statement runs with. */
export interface Running {
  run: ScriptRun;
  state: ScriptState;
}
