import { failureOf } from '../failure/failureOf.ts';
import type { History, Written } from './history.ts';
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
  const withWriter = async (write: (writer: History) => Promise<Written>): Promise<Written> => {
    try {
      loaded ??= load().then(({ historyWriter }) => historyWriter(options));
      return await write(await loaded);
    } catch (error) {
      loaded = undefined;
      return { outcome: 'away', why: failureOf(error, 'the history was not written') };
    }
  };
  return {
    ofProcess: (process, outcome) => withWriter((writer) => writer.ofProcess(process, outcome)),
    ofFiles: (files) => withWriter((writer) => writer.ofFiles(files)),
  };
}
