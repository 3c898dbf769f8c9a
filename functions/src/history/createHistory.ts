import type { History } from './history.ts';
import type { HistoryOptions } from './historyWriter.ts';

const NOTHING_TO_DO = { outcome: 'written' } as const;

/** No history at all. */
const NO_HISTORY: History = {
  ofProcess: async () => NOTHING_TO_DO,
  ofFiles: async () => NOTHING_TO_DO,
};

interface Writer {
  historyWriter(options: HistoryOptions): History;
}

const loadWriter = (): Promise<Writer> => import('./historyWriter.ts');

/** The history in a dataset; none where that has no name. What writes it is loaded when the first process ends. */
export function createHistory(options: HistoryOptions, load = loadWriter): History {
  if (options.place.datasetId === '') return NO_HISTORY;
  let loaded: Promise<History> | undefined;
  const writer = (): Promise<History> => {
    loaded ??= load().then(({ historyWriter }) => historyWriter(options));
    return loaded;
  };
  return {
    ofProcess: async (process, outcome) => (await writer()).ofProcess(process, outcome),
    ofFiles: async (files) => (await writer()).ofFiles(files),
  };
}
