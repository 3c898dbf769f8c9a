import type * as bigquery from '@google-cloud/bigquery/build/src/types.js';

/** The resources of BigQuery's REST API v2, as the official client's discovery types have them. */
export type TableResource = bigquery.default.ITable;
export type TableFieldResource = bigquery.default.ITableFieldSchema;
export type DatasetResource = bigquery.default.IDataset;
export type JobResource = bigquery.default.IJob;
export type JobConfiguration = bigquery.default.IJobConfiguration;
export type LoadConfiguration = bigquery.default.IJobConfigurationLoad;
export type QueryConfiguration = bigquery.default.IJobConfigurationQuery;
export type CopyConfiguration = bigquery.default.IJobConfigurationTableCopy;
export type ExtractConfiguration = bigquery.default.IJobConfigurationExtract;
export type JobStatistics = bigquery.default.IJobStatistics;
export type ErrorProto = bigquery.default.IErrorProto;
export type QueryRequest = bigquery.default.IQueryRequest;
export type TimePartitioning = bigquery.default.ITimePartitioning;
export type RangePartitioning = bigquery.default.IRangePartitioning;

export type JobType = 'LOAD' | 'QUERY' | 'COPY' | 'EXTRACT';
export const JOB_TYPES: readonly JobType[] = ['LOAD', 'QUERY', 'COPY', 'EXTRACT'];
