import { Firestore, Timestamp } from '@google-cloud/firestore';
import { DATABASE, ENDPOINTS, PROJECT } from '../places.ts';

/** A Firestore document with its ID; timestamps are ISO 8601 text in UTC, to the millisecond. */
export interface Document {
  id: string;
  [field: string]: unknown;
}

/** Of the emulator, whatever the environment says; as an administrator, so that security rules do not apply. */
const databaseOf = (databaseId: string): Firestore =>
  new Firestore({ projectId: PROJECT, databaseId, host: ENDPOINTS.FIRESTORE_EMULATOR_HOST, ssl: false });

const firestore = databaseOf(DATABASE);

/** All documents of a collection; of the deployed functions' database unless another is named. */
export async function listDocuments(collection: string, database = DATABASE): Promise<Document[]> {
  const { docs } = await (database === DATABASE ? firestore : databaseOf(database)).collection(collection).get();
  return docs.map((document) => ({ ...plainFields(document.data()), id: document.id }));
}

const plainFields = (fields: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, plainValue(value)]));

function plainValue(value: unknown): unknown {
  if (value instanceof Timestamp) return value.toDate().toISOString();
  if (Array.isArray(value)) return value.map(plainValue);
  return typeof value === 'object' && value !== null ? plainFields(value) : value;
}
