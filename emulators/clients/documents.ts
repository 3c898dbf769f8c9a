import { ENDPOINTS, PROJECT } from '../places.ts';
import { requestJson } from './request.ts';

/** A Firestore document with its ID; timestamps are ISO 8601 text, integers numbers. */
export interface Document {
  id: string;
  [field: string]: unknown;
}

interface RawDocument {
  name: string;
  fields?: Record<string, RawValue>;
}

interface RawValue {
  integerValue?: string;
  nullValue?: null;
  arrayValue?: { values?: RawValue[] };
  mapValue?: { fields?: Record<string, RawValue> };
  [type: string]: unknown;
}

const API = `http://${ENDPOINTS.FIRESTORE_EMULATOR_HOST}/v1/projects/${PROJECT}/databases/(default)/documents`;

// The emulator takes this token for an administrator's: security rules do not apply.
const headers = { authorization: 'Bearer owner' };

/** All documents of a collection. */
export async function listDocuments(collection: string): Promise<Document[]> {
  const documents: Document[] = [];
  let token = '';
  do {
    const query = new URLSearchParams({ pageSize: '300', ...(token ? { pageToken: token } : {}) });
    const page = await requestJson<{ documents?: RawDocument[]; nextPageToken?: string }>(
      `${API}/${collection}?${query}`,
      { headers },
    );
    documents.push(...(page?.documents ?? []).map(documentOf));
    token = page?.nextPageToken ?? '';
  } while (token);
  return documents;
}

const documentOf = ({ name, fields }: RawDocument): Document => ({
  ...plainFields(fields),
  id: name.slice(name.lastIndexOf('/') + 1),
});

const plainFields = (fields: Record<string, RawValue> = {}): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, plainValue(value)]));

function plainValue(value: RawValue): unknown {
  if (value.integerValue !== undefined) return Number(value.integerValue);
  if (value.mapValue) return plainFields(value.mapValue.fields);
  if (value.arrayValue) return (value.arrayValue.values ?? []).map(plainValue);
  return Object.values(value)[0];
}
