import { type Finding, faultsOr, wrong } from './check.ts';

interface Wanted {
  /** `the index of files (status, received)` */
  what: string;
  /** Undefined where it is missing. */
  state: string | undefined;
}

/** Faults of what is to be there and in one state. */
export function allInState(wanted: readonly Wanted[], right: string, fine: string): Finding[] {
  const faults = wanted.filter(({ state }) => state !== right);
  return faultsOr(
    faults.map(({ what, state }) => wrong(state === undefined ? `${what} is missing` : `${what} is in state ${state}`)),
    fine,
  );
}
