/** A fault to be planted: a text of a source file, and what stands there instead. */
export interface Mutant {
  /** Below functions/src. */
  file: string;
  find: string;
  replace: string;
}

/** Faults that the simulation has to find. */
export const MUTANTS: Readonly<Record<string, Mutant>> = {
  /** A process whose history could not be written is not marked. */
  forgetHistory: {
    file: 'journal/firestoreClaim.ts',
    find: "const due = isUntold ? ['historyDue', minuteOf(ended)] : [];",
    replace: 'const due: string[] = [];',
  },
  /** Whoever comes takes the process, whoever works on it. */
  skipClaimCheck: {
    file: 'journal/takeProcess.ts',
    find: "if (!isFree && ended === undefined) return { state: 'busy', process };",
    replace: '',
  },
  /** A write to the journal is not refused once somebody else has the process. */
  writeBlindly: {
    file: 'journal/fencedDocument.ts',
    find: 'batch.update(ref, field, value, ...more, { lastUpdateTime });',
    replace: 'batch.update(ref, field, value, ...more);',
  },
  /** A later claim has the epoch of the one before it. */
  sameEpoch: {
    file: 'journal/takeProcess.ts',
    find: 'const epoch = known.by === claimant.by ? known.epoch : known.epoch + 1;',
    replace: 'const epoch = known.epoch;',
  },
  /** An invocation that was frozen goes on after the thaw as if nothing had happened. */
  actWithoutClaim: {
    file: 'process/mayAct.ts',
    find: 'if (now >= claim.until.getTime()) throw claimLost(latest.processId);',
    replace: '',
  },
  /** The task file is written once the job was submitted. */
  taskAfterJob: {
    file: 'process/runJob.ts',
    find: `    await deps.tasks.write(job, { sql: sqlFollows(process.plan, due.action, actionKinds) });
  }
  assertMayAct(context);
  context.openJob = job.jobId;
  return { job, isKnown: (await submit(process, { job, configuration }, context)) === 'existed' };`,
    replace: `  }
  context.openJob = job.jobId;
  const isKnown = (await submit(process, { job, configuration }, context)) === 'existed';
  await deps.tasks.write(job, { sql: sqlFollows(process.plan, due.action, actionKinds) });
  return { job, isKnown };`,
  },
  /** A refusal to tell a job's state is taken for the job's end. */
  decideUnknown: {
    file: 'failure/failure.ts',
    find: ": new Failure({ ...failure, kind: 'transient', service: undefined, message: failure.message });",
    replace: ': failure;',
  },
  /** A token that was refused is an error for good. */
  authIsFinal: { file: 'failure/failureOf.ts', find: 'new Set([401, 408,', replace: 'new Set([408,' },
  /** A process gives up after some minutes. */
  giveUpEarly: { file: 'process/giveUp.ts', find: 'settings.giveUpAfterHours * HOUR_MS', replace: '120_000' },
  /** Nobody looks whether a version is still there before it is loaded. */
  noLookBefore: {
    file: 'process/loadFiles.ts',
    find: 'if (gone.length > 0) throw new SourcesGone(gone);',
    replace: '',
  },
  /** Nobody looks whether a version was overwritten while it was loaded. */
  noLookAfter: {
    file: 'process/checkLoaded.ts',
    find: 'const changed = await supersededAmong(process, loaded, context.deps);',
    replace: 'const changed: number[] = [];',
  },
  /** What is loaded afresh comes to the rows of the first time. */
  afreshKeepsRows: { file: 'process/checkLoaded.ts', find: 'await context.deps.tables.drop(table);', replace: '' },
  /** A follow-up removes whatever version of the task is there by then. */
  removeAnyVersion: {
    file: 'task/askOnce.ts',
    find: 'await objects.remove(from, from.generation);',
    replace: 'await objects.remove(from);',
  },
  /** Nobody looks after processes that lost their task file. */
  nobodyLooks: {
    file: 'journal/firestoreJournal.ts',
    find: "running.where('lookAfter', '<', minuteOf(now))",
    replace: "running.where('lookAfter', '<', minuteOf(new Date(0)))",
  },
  /** Files that came while rules were broken are left for good. */
  forgetUnruled: {
    file: 'tail/startProcess.ts',
    find: "return { as: 'unruled', answer: { status: 'noMatch', severity: 'WARNING', message } };",
    replace: "return { as: 'unmatched', answer: { status: 'noMatch', severity: 'WARNING', message } };",
  },
  /** What waits comes back at once, and so each time dispatch runs. */
  comeBackAtOnce: {
    file: 'task/wait.ts',
    find: 'Math.ceil(random * Math.min(FIRST_MS * 2 ** (times - 1), LONGEST_MS))',
    replace: '0 * random * times',
  },
  /** A follow-up that fails is asked for again by each run of dispatch. */
  askEachTime: {
    file: 'dispatch/isStale.ts',
    find: 'Math.max(first, Math.min(first * 2 ** Number(touched), LONGEST_MS))',
    replace: '0 * first',
  },
  /** A process whose invocation died before it left a task file is found after hours. */
  lookLate: {
    file: 'journal/beginProcess.ts',
    find: 'const FIRST_LOOK_MS = 3 * 60_000;',
    replace: 'const FIRST_LOOK_MS = 3 * 3_600_000;',
  },
  /** A group ends at the first lull in its period: two places look at the time. */
  groupAtLull: {
    file: 'journal/groups.ts',
    find: `where('ends', '<=', now);
      const found = await query.orderBy('ends').limit(MAX_OVERDUE).get();
      return found.docs.filter((group) => group.get('closed') === true || canClose(group, now)).map(recordOf);
    },
  };
}

const membersOf = (group: DocumentSnapshot): Record<string, string> => group.get('members') ?? {};

const runningIn = (group: DocumentSnapshot): string[] =>
  Object.entries(membersOf(group)).flatMap(([windowId, state]) => (state === 'running' ? [windowId] : []));

function canClose(group: DocumentSnapshot, now: Date): boolean {
  const { ends } = recordOf(group);
  if (now < ends) return false;
`,
    replace: `where('ends', '<=', new Date(now.getTime() + 10 ** 12));
      const found = await query.orderBy('ends').limit(MAX_OVERDUE).get();
      return found.docs.filter((group) => group.get('closed') === true || canClose(group, now)).map(recordOf);
    },
  };
}

const membersOf = (group: DocumentSnapshot): Record<string, string> => group.get('members') ?? {};

const runningIn = (group: DocumentSnapshot): string[] =>
  Object.entries(membersOf(group)).flatMap(([windowId, state]) => (state === 'running' ? [windowId] : []));

function canClose(group: DocumentSnapshot, now: Date): boolean {
  const { ends } = recordOf(group);
`,
  },
  /** A group ends while its windows run. */
  groupForgets: {
    file: 'journal/groups.ts',
    find: 'return runningIn(group).length === 0 ||',
    replace: 'return runningIn(group).length >= 0 ||',
  },
  /** Names that BigQuery reads as others are loaded. */
  loadAnyName: {
    file: 'plan/loadableName.ts',
    find: 'const reason = REASONS.find(({ pattern }) => pattern.test(name))?.reason;',
    replace: 'const reason = REASONS.find(({ pattern }) => pattern.test(name) && false)?.reason;',
  },
  /** An older load replaces newer rows. */
  olderReplaces: {
    file: 'journal/replacements.ts',
    find: "if (last && last.newest > replacement.newest) return { answer: 'superseded', by: last };",
    replace: '',
  },
  /** Two processes replace a destination at the same time. */
  replaceTogether: {
    file: 'journal/replacements.ts',
    find: "if (current && current.processId !== replacement.processId) return { answer: 'busy', with: current };",
    replace: '',
  },
  /** A script that broke off after its first half is run again from the top. */
  runPartsAgain: {
    file: 'process/endedStep.ts',
    find: 'return ran.length > 0 ? { ...step, partlyRun: ran } : step;',
    replace: 'return step;',
  },
  /** Actions run though the rows are still in the temporary table. */
  skipMoves: {
    file: 'process/advance.ts',
    find: 'const moved = await moveRows(allowed, context);',
    replace: 'const moved: Progress = { process: allowed };',
  },
  /** Files whose event never came are not looked for. */
  noSearch: {
    file: 'dispatch/findMissed.ts',
    find: 'return files.filter((_, index) => !known[index]);',
    replace: 'return files.filter((_, index) => known[index] === undefined);',
  },
  /** An event that could not be dealt with is forgotten. */
  forgetArrival: {
    file: 'tail/tail.ts',
    find: 'if (reservedPrefix(file.name) === undefined) {',
    replace: "if (file.name === '') {",
  },
  /** A file joins a window that was closed meanwhile. */
  joinClosed: {
    file: 'journal/joinWindows.ts',
    find: 'if (isTaken(entry) || !snapshot.exists || isClosed(snapshot)) return undefined;',
    replace: 'if (isTaken(entry) || !snapshot.exists) return undefined;',
  },
  /** A bundle is removed though one of its processes could neither be followed up nor be given an object of its own. */
  bundleGoesEarly: {
    file: 'tail/followUpTogether.ts',
    find: 'if (left === 0) await deps.tasks.removeBundle(name, bundle.generation);',
    replace: 'await deps.tasks.removeBundle(name, bundle.generation);',
  },
  /** What a bundle could not bring further is taken for done. */
  bundleForgets: {
    file: 'tail/followUpTogether.ts',
    find: 'await deps.tasks.makeDue(task.jobId, task.generation);',
    replace: '',
  },
  /** Nobody asks for a bundle again whose event never came. */
  bundleGoesStale: {
    file: 'dispatch/reviveForgotten.ts',
    find: 'if (isStale({ created: entry.created, touched: entry.metadata[TOUCHED] }, deps)) due.stale.push(entry);',
    replace:
      "if (!name.endsWith('.jobs') && isStale({ created: entry.created, touched: entry.metadata[TOUCHED] }, deps)) due.stale.push(entry);",
  },
};
