import type { ProblemKind } from './model/problemKind.ts';
import { actionFailed } from './problems/actionFailed.ts';
import { books } from './problems/books.ts';
import { dispatchSilent } from './problems/dispatchSilent.ts';
import { failed } from './problems/failed.ts';
import { hold } from './problems/hold.ts';
import { late } from './problems/late.ts';
import { quota } from './problems/quota.ts';
import { refused } from './problems/refused.ts';
import { ruleError } from './problems/ruleError.ts';
import { setAside } from './problems/setAside.ts';
import { stalled } from './problems/stalled.ts';
import { unruled } from './problems/unruled.ts';
import { unseen } from './problems/unseen.ts';
import { unwanted } from './problems/unwanted.ts';
import { waiting } from './problems/waiting.ts';
import { windowOverdue } from './problems/windowOverdue.ts';

/** All kinds of problems that are looked for. */
export const PROBLEM_KINDS: readonly ProblemKind[] = [
  ...[dispatchSilent, ruleError, unruled, books, failed, actionFailed, setAside],
  ...[stalled, windowOverdue, late, waiting, hold, quota, refused, unwanted, unseen],
];
