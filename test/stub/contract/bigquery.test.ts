import { afterAll, beforeAll } from 'vitest';
import { createQueries } from '../../../functions/src/bigquery/queryRows.ts';
import { createTables } from '../../../functions/src/bigquery/tables.ts';
import { createWarehouse } from '../../../functions/src/bigquery/warehouse.ts';
import { gsUrl } from '../../../functions/src/model/places.ts';
import { bigQueryContract } from '../../support/contract/bigQueryContract.ts';
import { PROJECT, type StubProcess, startStubProcess } from '../stubProcess.ts';

let stub: StubProcess;
beforeAll(async () => {
  stub = await startStubProcess();
});
afterAll(() => stub.remove());

let opened = 0;

/** The BigQuery stub behind the official client, with a dataset of the test's own. */
bigQueryContract({
  async open() {
    const datasetId = `own_${++opened}`;
    const clientFor = async (projectId: string) => stub.client(projectId);
    const tables = createTables(clientFor);
    await tables.ensureDataset({ projectId: PROJECT, datasetId }, 'US');
    const ports = {
      ...{ tables, warehouse: createWarehouse(clientFor), queries: createQueries(clientFor) },
      ...{ projectId: PROJECT, datasetId, now: () => new Date() },
      async putObject(name: string, content: string) {
        const uri = gsUrl(datasetId, name);
        await stub.putObject(uri, content);
        return uri;
      },
    };
    return { ports, settle: (work) => work };
  },
});
