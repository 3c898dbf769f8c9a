import type { BatchWindow } from '../batch/batchWindow.ts';
import type { Group } from '../batch/groupOf.ts';
import { BATCH, TASKS } from '../model/places.ts';
import type { Rule } from '../rule/schema.ts';
import type { ObjectPlace, ObjectStore } from '../storage/objectStore.ts';
import { askOnce } from './askOnce.ts';
import { entryOf, entryPages, type TaskEntry } from './taskStore.ts';

/** A window that waits for its end, as a listing shows it. */
export interface WaitingWindow {
  /** The name of its task file, without the folder. */
  name: string;
  generation: string;
  due: Date;
  /** The projects that may run its load job. */
  projects: readonly string[];
}

/**
 * The task files of windows: `tasks/‹destination›_‹window ID›_‹end›.win` in the ops bucket while files gather,
 * `_batch_/….win` in the trigger bucket once they are to be loaded. Of a group there is only `_batch_/….group`, once what
 * follows its last process is to be done. Like all task files they carry work and decide nothing.
 */
export interface WindowStore {
  /** The window waits for its end, or, where it was asked for too early, waits again. */
  write(window: BatchWindow & { due: Date }): Promise<void>;
  /** Asks for the window to be closed: the object that appears in the trigger bucket triggers it. */
  makeDue(window: Pick<WaitingWindow, 'name' | 'generation'>): Promise<void>;
  /** Nobody needs this version of a waiting window's task file any more. */
  discard(window: WaitingWindow): Promise<void>;
  /** The window as its task file records it; undefined where it has none that waits. */
  find(window: Pick<BatchWindow, 'destination' | 'id' | 'end'>): Promise<WaitingWindow | undefined>;
  /** The windows and groups that were asked for and have not ended. */
  due(): AsyncIterable<TaskEntry[]>;
  /** Nobody needs the task file of a window that waits any more. */
  removeWaiting(window: BatchWindow): Promise<void>;
  /** Asks for what the end of a group brings about. */
  makeGroupDue(group: Group): Promise<void>;
}

interface Options {
  objects: ObjectStore;
  triggerBucket: string;
  opsBucket: string;
  projectId: string;
}

const CONTENT_TYPE = 'application/json';

export function createWindowStore({ objects, triggerBucket, opsBucket, projectId }: Options): WindowStore {
  const waitingPlace = (name: string): ObjectPlace => ({ bucket: opsBucket, name: TASKS + name });
  const duePlace = (name: string): ObjectPlace => ({ bucket: triggerBucket, name: BATCH + name });

  return {
    async write(window) {
      const { id, destination, start, end, due, rule } = window;
      await objects.write(waitingPlace(windowFile(window)), {
        content: JSON.stringify({ window: id, destination, start, end, rule: rule.url }),
        contentType: CONTENT_TYPE,
        metadata: { due: due.toISOString(), projects: loadProjects(rule.rule, projectId).join(',') },
      });
    },
    async makeDue({ name, generation }) {
      await askOnce({ from: { ...waitingPlace(name), generation }, to: duePlace(name) }, objects);
    },
    async discard({ name, generation }) {
      await objects.remove(waitingPlace(name), generation);
    },
    async find(window) {
      const found = await objects.stat(waitingPlace(windowFile(window)));
      return found && waitingWindow(entryOf(found));
    },
    due: () => entryPages(objects, triggerBucket, BATCH),
    async removeWaiting(window) {
      await objects.remove(waitingPlace(windowFile(window)));
    },
    async makeGroupDue(group) {
      const content = JSON.stringify({ group: group.id, destination: group.destination, ends: group.ends });
      await objects.write(duePlace(groupFile(group)), { content, contentType: CONTENT_TYPE });
    },
  };
}

/** Cloud Storage takes names of 1,024 bytes; this much of a long destination is enough to recognize it by. */
const MAX_DESTINATION = 200;

const readable = (destination: string): string => destination.replace(/[^\w-]/g, '_').slice(0, MAX_DESTINATION);

const unixSeconds = (time: Date): number => Math.floor(time.getTime() / 1000);

/** The name of a window's task file, without the folder: `‹destination›_‹window ID›_‹end, unix seconds›.win`. */
export const windowFile = ({ destination, id, end }: Pick<BatchWindow, 'destination' | 'id' | 'end'>): string =>
  `${readable(destination)}_${id}_${unixSeconds(end)}.win`;

/** `‹destination›_‹group ID›_‹end, unix seconds›.group` */
export const groupFile = ({ destination, id, ends }: Group): string =>
  `${readable(destination)}_${id}_${unixSeconds(ends)}.group`;

/** What an object below `tasks/` or `_batch_/` is about, by its name alone; undefined where it is no such task. */
export function batchTask(name: string): { kind: 'window' | 'group'; id: string } | undefined {
  const file = name.slice(name.indexOf('/') + 1);
  const [, windowId] = /^[\w-]*_([0-9a-f]{32})_\d+\.win$/.exec(file) ?? [];
  if (windowId !== undefined) return { kind: 'window', id: windowId };
  const [, groupId] = /^[\w-]*_([1-9]\d{0,18})_\d+\.group$/.exec(file) ?? [];
  return groupId === undefined ? undefined : { kind: 'group', id: groupId };
}

/** The window that an object below `tasks/` stands for; undefined where it is something else. */
export function waitingWindow({ place, generation, metadata }: TaskEntry): WaitingWindow | undefined {
  const due = new Date(metadata['due'] ?? Number.NaN);
  if (batchTask(place.name)?.kind !== 'window' || Number.isNaN(due.getTime())) return undefined;
  return { name: place.name.slice(TASKS.length), generation, due, projects: (metadata['projects'] ?? '').split(',') };
}

/** The projects that may run the load job of a rule's batch. */
const loadProjects = ({ Dest: { Transient } }: Rule, ownProjectId: string): readonly string[] =>
  Transient?.Balancer?.ProjectIDs ?? [Transient?.ProjectID ?? ownProjectId];
