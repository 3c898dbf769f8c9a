import type { BigQuery } from '@google-cloud/bigquery';
import type { ActionContext } from '../../../functions/src/action/actionKind.ts';
import { fillRequest } from '../../../functions/src/action/fill/fillRequest.ts';
import { createQueries } from '../../../functions/src/bigquery/queryRows.ts';
import { createTables } from '../../../functions/src/bigquery/tables.ts';
import { createWarehouse, type JobState } from '../../../functions/src/bigquery/warehouse.ts';
import type { Variables } from '../../../functions/src/rule/expand.ts';
import { actionNamed } from '../../unit/action/actionNamed.ts';
import { contextWith } from '../../unit/action/contextWith.ts';
import { PROJECT, type StubProcess } from '../stubProcess.ts';

/** Actions at work on a BigQuery of their own. */
export interface ActionWorld {
  stub: StubProcess;
  client: BigQuery;
  context: ActionContext;
  /** Does what the request asks; of one made of jobs, runs them in turn and answers how they ended. */
  act(name: string, request: object, given?: Given): Promise<JobState[]>;
  sql(text: string): Promise<Record<string, unknown>[]>;
}

interface Given {
  variables?: Variables;
  context?: ActionContext;
}

export async function actionWorld(stub: StubProcess): Promise<ActionWorld> {
  const client = stub.client();
  await client.createDataset('ds', { location: 'US' });
  const clientFor = async (projectId: string) => stub.client(projectId);
  const warehouse = createWarehouse(clientFor);
  const context = contextWith({
    settings: { projectId: PROJECT },
    warehouse,
    tables: createTables(clientFor),
    queries: createQueries(clientFor),
  });
  let jobs = 0;

  async function done(configuration: Parameters<typeof warehouse.submit>[1]): Promise<JobState> {
    const job = { projectId: PROJECT, location: 'US', jobId: `test_${++jobs}` };
    await warehouse.submit(job, configuration);
    for (;;) {
      const state = await warehouse.job(job);
      if (state?.state === 'DONE') return state;
    }
  }

  return {
    stub,
    client,
    context,
    async act(name, request, { variables = {}, context: own = context } = {}) {
      const kind = actionNamed(name);
      const { process, deps } = own;
      const objects = { read: async () => "SELECT '$1' AS name" };
      const filled = await fillRequest(kind, request, { variables, process, objects });
      if ('run' in kind) {
        await kind.run(filled, own);
        return [];
      }
      const states: JobState[] = [];
      for (const { configuration, dataset } of await kind.jobs(filled, own)) {
        await deps.warehouse.locationOf(dataset);
        states.push(await done(configuration));
      }
      return states;
    },
    async sql(text) {
      const [rows] = await client.query({ query: text, location: 'US' });
      return rows;
    },
  };
}
