// The least that a function can do with an event: write one document; and what somebody writes who has no bqtail.
import { getApps, initializeApp } from 'firebase-admin/app';
import { getFirestore } from 'firebase-admin/firestore';
import { onObjectFinalized } from 'firebase-functions/storage';

const region = 'us-central1';
const projectId = process.env.GCLOUD_PROJECT;

export const writeOne = onObjectFinalized({ bucket: 'demo-bqtail-baseline', region }, async ({ data }) => {
  const app = getApps()[0] ?? initializeApp();
  await getFirestore(app, 'bqtail')
    .collection('baseline')
    .doc(encodeURIComponent(data.name))
    .create({ size: data.size });
});

/** A load job for each file, waited for; then the file is deleted. */
export const loadOne = onObjectFinalized({ bucket: 'demo-bqtail-plain', region }, async ({ data }) => {
  const [{ BigQuery }, { Storage }] = await Promise.all([
    import('@google-cloud/bigquery'),
    import('@google-cloud/storage'),
  ]);
  const file = new Storage({ projectId }).bucket(data.bucket).file(data.name);
  const [job] = await new BigQuery({ projectId })
    .dataset('bqtail')
    .table('plain')
    .load(file, { sourceFormat: 'NEWLINE_DELIMITED_JSON' });
  if (job.status?.errorResult) throw new Error(job.status.errorResult.message);
  await file.delete();
});
