import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROJECT, type StubProcess, startStubProcess } from './stubProcess.ts';

describe('datasets', () => {
  let stub: StubProcess;

  beforeAll(async () => {
    stub = await startStubProcess();
  });
  afterAll(() => stub.remove());

  it('are made, found, changed and removed through the client', async () => {
    const client = stub.client();
    const [dataset] = await client.createDataset('life', {
      location: 'EU',
      labels: { team: 'x' },
      description: 'first',
    });
    expect((await dataset.getMetadata())[0]).toMatchObject({
      id: `${PROJECT}:life`,
      location: 'EU',
      labels: { team: 'x' },
      description: 'first',
      datasetReference: { projectId: PROJECT, datasetId: 'life' },
    });
    await dataset.setMetadata({ description: 'second' });
    expect((await dataset.getMetadata())[0]).toMatchObject({ description: 'second', labels: { team: 'x' } });
    expect((await client.getDatasets())[0].map(({ id }) => id)).toContain('life');
    expect(await dataset.exists()).toEqual([true]);
    await dataset.delete();
    expect(await dataset.exists()).toEqual([false]);
  });

  it('are refused twice, by a wrong name, and where there is none', async () => {
    const client = stub.client();
    await client.createDataset('twice');
    await expect(client.createDataset('twice')).rejects.toMatchObject({
      code: 409,
      errors: [{ reason: 'duplicate', message: `Already Exists: Dataset ${PROJECT}:twice` }],
    });
    await expect(client.createDataset('no-dash')).rejects.toMatchObject({ code: 400 });
    await expect(client.dataset('none').getMetadata()).rejects.toMatchObject({
      code: 404,
      errors: [{ reason: 'notFound', message: `Not found: Dataset ${PROJECT}:none` }],
    });
  });

  it('are removed with their tables only if asked to', async () => {
    const [dataset] = await stub.client().createDataset('full');
    await dataset.createTable('t', { schema: { fields: [{ name: 'a', type: 'STRING' }] } });
    await expect(dataset.delete()).rejects.toMatchObject({ code: 400, errors: [{ reason: 'resourceInUse' }] });
    await dataset.delete({ force: true });
    expect(await dataset.exists()).toEqual([false]);
  });

  it('have access entries, those of the project unless told otherwise', async () => {
    const client = stub.client();
    const [dataset] = await client.createDataset('shared');
    expect((await dataset.getMetadata())[0].access).toEqual(
      expect.arrayContaining([
        { role: 'WRITER', specialGroup: 'projectWriters' },
        { role: 'OWNER', specialGroup: 'projectOwners' },
        { role: 'READER', specialGroup: 'projectReaders' },
      ]),
    );
    const access = [{ role: 'READER', userByEmail: 'a@example.com' }];
    await dataset.setMetadata({ access });
    expect((await dataset.getMetadata())[0].access).toEqual(access);
    const iam = ['dataOwner', 'dataEditor', 'dataViewer'].map((role) => ({
      role: `roles/bigquery.${role}`,
      iamMember: role,
    }));
    await dataset.setMetadata({ access: iam });
    expect((await dataset.getMetadata())[0].access?.map((entry: { role?: string }) => entry.role)).toEqual([
      'OWNER',
      'WRITER',
      'READER',
    ]);
  });

  it('are shown with or without their access entries', async () => {
    await stub.client().createDataset('seen', { description: 'about' });
    const get = async (view: string) =>
      (await stub.call('GET', `/projects/${PROJECT}/datasets/seen?datasetView=${view}`)).body;
    expect(await get('FULL')).toMatchObject({ description: 'about', access: [{}, {}, {}, {}] });
    expect(await get('METADATA')).toMatchObject({ description: 'about' });
    expect(await get('METADATA')).not.toHaveProperty('access');
    expect(await get('ACL')).toMatchObject({ access: [{}, {}, {}, {}], datasetReference: { datasetId: 'seen' } });
    expect(await get('ACL')).not.toHaveProperty('description');
    expect(await get('ALL')).toMatchObject({ error: { code: 400 } });
  });

  it('tell 64-bit numbers as texts', async () => {
    const { body } = await stub.call('POST', `/projects/${PROJECT}/datasets`, {
      datasetReference: { datasetId: 'numbers' },
      defaultTableExpirationMs: 3_600_000,
      defaultPartitionExpirationMs: 7_200_000,
      maxTimeTravelHours: 48,
    });
    expect(body).toMatchObject({
      defaultTableExpirationMs: '3600000',
      defaultPartitionExpirationMs: '7200000',
      maxTimeTravelHours: '48',
    });
  });

  it('lose a label, keep the others, and lose the labels with the last one', async () => {
    const [dataset] = await stub.client().createDataset('labelled', { labels: { a: '1', b: '2' } });
    await dataset.setMetadata({ labels: { a: null } } as object);
    expect((await dataset.getMetadata())[0].labels).toEqual({ b: '2' });
    await dataset.setMetadata({ labels: { b: null } } as object);
    expect((await dataset.getMetadata())[0]).not.toHaveProperty('labels');
  });

  it.each(['Upper-Case', 'short', '1-digit-first', 'dash-at-the-end-', 'with_underscore', 'x'.repeat(64)])(
    'are of projects that could be: not %s',
    async (projectId) => {
      const { status, body } = await stub.call('GET', `/projects/${projectId}/datasets`);
      expect(status).toBe(400);
      expect(body).toMatchObject({
        error: { message: expect.stringContaining(`Invalid project ID '${projectId}'. Project IDs must contain 6-63`) },
      });
    },
  );

  it('are of projects whose IDs begin with a domain, too', async () => {
    expect((await stub.call('GET', '/projects/example.com:my-project/datasets')).status).toBe(200);
  });

  it('are listed by page and by label', async () => {
    const client = stub.client('demo-pages');
    for (const id of ['a', 'b', 'c']) await client.createDataset(id, { labels: { name: id } });
    const first = await stub.call('GET', '/bigquery/v2/projects/demo-pages/datasets?maxResults=2');
    expect(first.body['datasets']).toHaveLength(2);
    const rest = await stub.call('GET', `/projects/demo-pages/datasets?pageToken=${first.body['nextPageToken']}`);
    expect(rest.body).toMatchObject({ datasets: [{ datasetReference: { datasetId: 'c' } }] });
    expect(rest.body['nextPageToken']).toBeUndefined();
    const labelled = await stub.call('GET', '/projects/demo-pages/datasets?filter=labels.name:b');
    expect(labelled.body['datasets']).toMatchObject([{ datasetReference: { datasetId: 'b' } }]);
  });

  it('are changed only by who knows the newest version', async () => {
    const [dataset] = await stub.client().createDataset('versioned');
    const [{ etag }] = await dataset.getMetadata();
    const patch = (ifMatch: string) =>
      fetch(`${stub.url}/projects/${PROJECT}/datasets/versioned`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json', 'if-match': ifMatch },
        body: '{"description":"x"}',
      });
    expect((await patch(etag)).status).toBe(200);
    expect((await patch(etag)).status).toBe(412);
  });

  it('belong to projects, which are listed', async () => {
    await stub.client('demo-one').createDataset('same');
    await stub.client('demo-two').createDataset('same');
    const { body } = await stub.call('GET', '/projects');
    expect((body['projects'] as { id: string }[]).map(({ id }) => id)).toEqual(
      expect.arrayContaining(['demo-one', 'demo-two']),
    );
  });

  it('answers errors as BigQuery does', async () => {
    const { status, body } = await stub.call('GET', `/bigquery/v2/projects/${PROJECT}/datasets/none`);
    expect(status).toBe(404);
    expect(body).toEqual({
      error: {
        code: 404,
        message: `Not found: Dataset ${PROJECT}:none`,
        errors: [{ message: `Not found: Dataset ${PROJECT}:none`, domain: 'global', reason: 'notFound' }],
        status: 'NOT_FOUND',
      },
    });
  });

  it('says so where it knows no such call', async () => {
    const { status, body } = await stub.call('GET', `/projects/${PROJECT}/reservations`);
    expect(status).toBe(404);
    expect(body).toMatchObject({
      error: { message: expect.stringContaining('not supported by the local BigQuery stub') },
    });
    const method = await stub.call('DELETE', '/projects');
    expect(method.status).toBe(405);
    const broken = await fetch(`${stub.url}/projects/${PROJECT}/datasets`, { method: 'POST', body: '{' });
    expect(broken.status).toBe(400);
  });
});
