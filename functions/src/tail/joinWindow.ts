import { actionKinds } from '../action/actionKinds.ts';
import { type BatchWindow, windowsFor } from '../batch/batchWindow.ts';
import type { Deps } from '../deps/deps.ts';
import type { Joined, PlannedWindow, WindowRecord } from '../journal/windowRecord.ts';
import type { TailAnswer } from '../model/tailAnswer.ts';
import type { Invocation } from '../process/invocation.ts';
import type { LoadedRule } from '../rule/readRules.ts';
import { RuleError } from '../rule/ruleError.ts';
import { closeWindow } from './closeWindow.ts';
import { startAlone } from './startAlone.ts';

/**
 * Takes a data file into the window of its batch. The first opens the window and leaves its task file; in sync mode it also
 * waits for the end and closes the window itself, where its time allows. Whether the object is still there is not looked
 * at: that would cost a request a file, and hold only until the window ends.
 */
export async function joinWindow(rule: LoadedRule, invocation: Invocation, deps: Deps): Promise<TailAnswer> {
  const { windows, clock } = deps;
  const windowAt = windowsOf(rule, invocation);
  // Where the rule gives no table for the file, the file's own process says why and fails.
  if (windowAt === undefined) return startAlone(rule, invocation, deps);
  let base = 0;
  const joined = await windows.join(invocation.file, {
    windowAt: (offset) => withDue(windowAt(base + offset), invocation, deps),
    received: clock.now(),
    async admit(window) {
      if (await enterGroup(window, deps)) return true;
      // Its group is closed: a file that comes so late belongs to the next.
      const { ends = window.end } = window.group ?? {};
      while (windowAt(base).end < ends) base++;
      return false;
    },
  });
  const { outcome, eventId } = joined;
  switch (outcome) {
    case 'alone':
      return startAlone(rule, invocation, deps);
    case 'opened':
      return open(joined.window, invocation, deps);
    case 'joined':
      return { ...aboutWindow(joined.window, eventId), status: 'batched', message: `joined, ${until(joined.window)}` };
    case 'known':
      return known(joined, invocation, deps);
  }
}

/** A window with files is part of its group from before it is opened; false where that group is closed. */
async function enterGroup({ id, group, bucket, rule }: PlannedWindow, { groups }: Deps): Promise<boolean> {
  const hasEnd = rule.rule.Batch?.Group?.OnDone !== undefined;
  return group === undefined || !hasEnd || groups.enter({ ...group, bucket, rule }, id);
}

async function known(
  { window, eventId }: Extract<Joined, { outcome: 'known' }>,
  invocation: Invocation,
  deps: Deps,
): Promise<TailAnswer> {
  if (window === undefined)
    return { eventId, status: 'duplicate', message: 'it joined a window whose trail has expired' };
  const message = `it is in window ${window.id}, which is ${window.state}`;
  const answer: TailAnswer = { ...aboutWindow(window, eventId), status: 'duplicate', message };
  if (window.state !== 'open' || window.owner !== eventId) return answer;
  // The delivery that opened it may have died before the task file was there.
  const opened = await open(window, invocation, deps);
  return opened.status === 'batched' ? answer : opened;
}

function windowsOf(rule: LoadedRule, { file }: Invocation): ((offset: number) => BatchWindow) | undefined {
  try {
    return windowsFor(rule, file, actionKinds);
  } catch (error) {
    if (error instanceof RuleError) return undefined;
    throw error;
  }
}

/** Whether the invocation that opens a window waits for its end. */
const waitsFor = ({ rule, closes }: BatchWindow, { waitUntil = new Date(0) }: Invocation, now: Date): boolean =>
  // One that a late event opened is dispatch's: the files that come late with it are to be loaded with it.
  rule.rule.Async !== true && closes > now && closes <= waitUntil;

/** Dispatch looks after a window once it closes; one that somebody waits for only if nothing has come of that. */
function withDue(window: BatchWindow, invocation: Invocation, { settings, clock }: Deps): PlannedWindow {
  const graceMs = waitsFor(window, invocation, clock.now()) ? settings.staleTaskSec * 1000 : 0;
  return { ...window, due: new Date(window.closes.getTime() + graceMs) };
}

async function open(window: WindowRecord, invocation: Invocation, deps: Deps): Promise<TailAnswer> {
  const { clock, windowTasks } = deps;
  await windowTasks.write(window);
  if (waitsFor(window, invocation, clock.now())) {
    for (let now = clock.now(); now < window.closes; now = clock.now()) {
      await clock.sleep(window.closes.getTime() - now.getTime());
    }
    const answer = await closeWindow({ windowId: window.id, invocation }, deps);
    if (answer) return answer;
  }
  return {
    ...aboutWindow(window, window.owner),
    status: 'batched',
    message: `opened window ${window.id}, ${until(window)}`,
  };
}

const aboutWindow = ({ owner, rule, destination }: WindowRecord, eventId: string) => ({
  eventId,
  process: owner,
  rule: rule.url,
  destTable: destination,
});

const until = ({ end }: WindowRecord): string => `until ${end.toISOString()}`;
