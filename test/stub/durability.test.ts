import { expect, it } from 'vitest';
import { fields, load, ndjson, rowsOf, untilDone } from './loadJob.ts';
import { PROJECT, startStubProcess } from './stubProcess.ts';

it('what is committed survives a kill -9: rows, metadata and jobs; what was running is not half there', async () => {
  const stub = await startStubProcess({ isDurable: true });
  try {
    await stub.client().createDataset('ds');
    await stub.putObject('gs://b/one.json', ndjson({ id: 1 }));
    const options = {
      sourceFormat: 'NEWLINE_DELIMITED_JSON',
      sourceUris: ['gs://b/one.json'],
      schema: { fields: fields('id:INTEGER') },
    };
    const done = await load(stub, 'ds.t', options);
    await stub.client().dataset('ds').table('t').setMetadata({ description: 'kept' });
    await stub.call('POST', '/_stub/faults', {
      match: { jobId: '^running$' },
      fault: { kind: 'slow', latencyMs: 60_000 },
    });
    const destinationTable = { projectId: PROJECT, datasetId: 'ds', tableId: 't' };
    await stub.call('POST', `/projects/${PROJECT}/jobs`, {
      configuration: { load: { ...options, destinationTable } },
      jobReference: { jobId: 'running' },
    });
    await stub.kill();
    await stub.start();
    // The job that was running had committed nothing; it is known, and runs again from its start.
    expect((await untilDone(stub, 'running')).status).toEqual({ state: 'DONE' });
    expect(await rowsOf(stub, 'ds.t')).toEqual([['1'], ['1']]);
    expect((await stub.client().dataset('ds').table('t').getMetadata())[0]).toMatchObject({
      description: 'kept',
      numRows: '2',
    });
    const known = await untilDone(stub, done.jobReference?.jobId ?? '');
    expect(known.status).toEqual({ state: 'DONE' });
    expect((await load(stub, 'ds.t', options)).status).toEqual({ state: 'DONE' });
    expect(await rowsOf(stub, 'ds.t')).toEqual([['1'], ['1'], ['1']]);
  } finally {
    await stub.remove();
  }
});
