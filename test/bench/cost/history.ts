import { fileRows } from '../../../functions/src/history/fileRows.ts';
import { jobRows } from '../../../functions/src/history/jobRows.ts';
import { processRow } from '../../../functions/src/history/processRow.ts';
import type { Process } from '../../../functions/src/model/process.ts';
import type { Row } from '../report.ts';

const MILLION = 1_000_000;

/** Streaming inserts are charged by the byte, a row at 1 KB at least (cloud.google.com/bigquery/pricing: data ingestion). */
const DOLLARS = 0.01;
const PER_BYTES = 200 * 2 ** 20;
const LEAST_BYTES = 1024;

/** What the history of a million files costs, in processes of so many files each: the rows that are really streamed, weighed. */
export async function historyRow(filesEach: number): Promise<Row> {
  const process = processOf(filesEach);
  const ended = { status: 'done', ended: process.progressed } as const;
  const told = { recorded: process.progressed, more: async () => [] };
  const rows: object[] = [
    processRow(process, ended, process.progressed),
    ...jobRows(process, { recorded: process.progressed, ownProjectId: 'my-project' }),
  ];
  for await (const row of fileRows(process, ended, told)) rows.push(row);
  const bytes = rows.reduce((sum, row) => sum + Math.max(LEAST_BYTES, Buffer.byteLength(JSON.stringify(row))), 0);
  const millions = MILLION / filesEach;
  return {
    what: `the history of a million files, ${filesEach} a process`,
    rows: rows.length * millions,
    bytes: bytes * millions,
    dollars: ((bytes * millions) / PER_BYTES) * DOLLARS,
  };
}

function processOf(files: number): Process {
  const now = new Date('2026-01-31T12:00:00Z');
  const sources = Array.from({ length: files }, (_, index) => ({
    ...{
      bucket: 'my-landing-bucket',
      name: `data/orders/2026/01/31/part-${index}.json`,
      generation: '1769860800000000',
    },
    ...{ size: 100_000, created: now.toISOString(), received: now.getTime(), checksum: '1B2M2Y8AsgTpgAmY7PhCfg==' },
  }));
  const processId = '4611686018427387904';
  const rule = 'gs://my-bqtail-ops/rules/orders.yaml';
  const job = { projectId: 'my-project', location: 'US', jobId: `shop_orders--${processId}_00001_load--dispatch` };
  return {
    ...{ processId, status: 'running', jobs: {}, waits: 0, started: now, progressed: now },
    plan: {
      processId,
      rule,
      mode: 'async',
      destination: 'shop.orders',
      sources,
      onSuccess: [],
      onFailure: [],
      variables: {},
    },
    steps: [
      { ...{ step: 1, action: 'load', path: 'Load[0]', state: 'done', job }, started: now, ended: now, rows: 1_000 },
      { ...{ step: 2, action: 'delete', path: 'OnSuccess[0]', state: 'done' }, ended: now },
    ],
  };
}
