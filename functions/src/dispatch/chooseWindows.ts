import type { WaitingWindow } from '../task/windowStore.ts';

interface LoadLimits {
  now: Date;
  /** Load jobs that run or are pending, by project. */
  loadJobs: Readonly<Record<string, number>>;
  /** How many may run in a project before batches wait; 0: any number. */
  maxConcurrentLoad: number;
}

/** A window, and the project that its load job is counted among. */
export interface Chosen {
  window: WaitingWindow;
  projectId: string;
}

export interface Choice {
  /** To be closed now. */
  go: Chosen[];
  /** Due, but too many load jobs run. */
  wait: Chosen[];
  /** When the next one is due. */
  nextDue: Date | undefined;
}

/** Which windows are due and may go, the longest due first: each that goes is a load job more. */
export function chooseWindows(windows: readonly WaitingWindow[], limits: LoadLimits): Choice {
  const { now, loadJobs, maxConcurrentLoad } = limits;
  const sorted = windows.toSorted((a, b) => a.due.getTime() - b.due.getTime());
  const counted = new Map(Object.entries(loadJobs));
  const jobsIn = (projectId: string): number => counted.get(projectId) ?? 0;
  const choice: Choice = { go: [], wait: [], nextDue: sorted.find(({ due }) => due > now)?.due };
  for (const window of sorted) {
    if (window.due > now) break;
    const [projectId = ''] = window.projects.toSorted((a, b) => jobsIn(a) - jobsIn(b));
    const mayGo = maxConcurrentLoad === 0 || jobsIn(projectId) < maxConcurrentLoad;
    choice[mayGo ? 'go' : 'wait'].push({ window, projectId });
    if (mayGo) counted.set(projectId, jobsIn(projectId) + 1);
  }
  return choice;
}
