/** BigQuery clusters a table by at most so many columns (https://cloud.google.com/bigquery/docs/creating-clustered-tables#limitations). */
export const MAX_CLUSTER_COLUMNS = 4;
