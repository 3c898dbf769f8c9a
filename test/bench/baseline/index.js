// The least that a function can do with an event: write one document.
import { getApps, initializeApp } from 'firebase-admin/app';
import { getFirestore } from 'firebase-admin/firestore';
import { onObjectFinalized } from 'firebase-functions/storage';

export const writeOne = onObjectFinalized(
  { bucket: 'demo-bqtail-baseline', region: 'us-central1' },
  async ({ data }) => {
    const app = getApps()[0] ?? initializeApp();
    await getFirestore(app).collection('baseline').doc(encodeURIComponent(data.name)).create({ size: data.size });
  },
);
