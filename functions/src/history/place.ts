/** Where the history is, and how long it is kept. */
export interface HistoryPlace {
  projectId: string;
  /** Empty: there is no history. */
  datasetId: string;
  /** Where the dataset is made, if it is missing. */
  location: string;
  days: number;
}

interface Deployment {
  projectId: string;
  region: string;
  historyDataset: string;
  historyDays: number;
}

/** Where a deployment keeps its history: in its own project, and where its functions run unless somebody made the dataset before. */
export const historyPlace = ({ projectId, region, historyDataset, historyDays }: Deployment): HistoryPlace => ({
  projectId,
  datasetId: historyDataset,
  location: region,
  days: historyDays,
});
