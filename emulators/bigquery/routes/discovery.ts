import type { Route } from '../http/call.ts';

/**
 * The API's description of itself, which clients that are built from it (the `bq` tool) ask for: the calls that this
 * stub answers and their parameters.
 */
export function discoveryRoutes(): Route[] {
  const handle: Route['handle'] = ({ headers }) => discoveryDocument(`http://${headers.host}/`);
  return [
    { method: 'GET', path: '/\\$discovery/rest', handle },
    { method: 'GET', path: '/discovery/v1/apis/bigquery/v2/rest', handle },
  ];
}

interface Method {
  httpMethod: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  /** `name` is a string, `name:type` another type, `name:string*` may be repeated. */
  query?: string;
  isUpload?: true;
}

const PROJECT = 'projects/{+projectId}';
const DATASET = `${PROJECT}/datasets/{+datasetId}`;
const TABLE = `${DATASET}/tables/{+tableId}`;
const JOB = `${PROJECT}/jobs/{+jobId}`;
const PAGE = 'maxResults:integer pageToken';
const FORMAT = 'formatOptions.useInt64Timestamp:boolean formatOptions.timestampOutputFormat';

const RESOURCES: Readonly<Record<string, Readonly<Record<string, Method>>>> = {
  projects: { list: { httpMethod: 'GET', path: 'projects', query: PAGE } },
  datasets: {
    list: { httpMethod: 'GET', path: `${PROJECT}/datasets`, query: `all:boolean filter ${PAGE}` },
    insert: { httpMethod: 'POST', path: `${PROJECT}/datasets`, query: 'accessPolicyVersion:integer' },
    get: { httpMethod: 'GET', path: DATASET, query: 'accessPolicyVersion:integer datasetView' },
    patch: { httpMethod: 'PATCH', path: DATASET, query: 'accessPolicyVersion:integer updateMode' },
    update: { httpMethod: 'PUT', path: DATASET, query: 'accessPolicyVersion:integer updateMode' },
    delete: { httpMethod: 'DELETE', path: DATASET, query: 'deleteContents:boolean' },
  },
  tables: {
    list: { httpMethod: 'GET', path: `${DATASET}/tables`, query: PAGE },
    insert: { httpMethod: 'POST', path: `${DATASET}/tables` },
    get: { httpMethod: 'GET', path: TABLE, query: 'selectedFields view' },
    patch: { httpMethod: 'PATCH', path: TABLE, query: 'autodetect_schema:boolean' },
    update: { httpMethod: 'PUT', path: TABLE, query: 'autodetect_schema:boolean' },
    delete: { httpMethod: 'DELETE', path: TABLE },
  },
  tabledata: {
    list: { httpMethod: 'GET', path: `${TABLE}/data`, query: `${PAGE} selectedFields startIndex ${FORMAT}` },
    insertAll: { httpMethod: 'POST', path: `${TABLE}/insertAll` },
  },
  jobs: {
    list: {
      httpMethod: 'GET',
      path: `${PROJECT}/jobs`,
      query: `allUsers:boolean maxCreationTime minCreationTime parentJobId projection stateFilter:string* ${PAGE}`,
    },
    insert: { httpMethod: 'POST', path: `${PROJECT}/jobs`, isUpload: true },
    get: { httpMethod: 'GET', path: JOB, query: 'location' },
    cancel: { httpMethod: 'POST', path: `${JOB}/cancel`, query: 'location' },
    delete: { httpMethod: 'DELETE', path: `${JOB}/delete`, query: 'location' },
    query: { httpMethod: 'POST', path: `${PROJECT}/queries` },
    getQueryResults: {
      httpMethod: 'GET',
      path: `${PROJECT}/queries/{+jobId}`,
      query: `location startIndex timeoutMs:integer ${PAGE} ${FORMAT}`,
    },
  },
};

/** Parameters that every call takes. */
const COMMON = 'alt fields key prettyPrint:boolean quotaUser uploadType';

/** https://developers.google.com/discovery/v1/reference/apis */
function discoveryDocument(rootUrl: string): object {
  return {
    kind: 'discovery#restDescription',
    discoveryVersion: 'v1',
    id: 'bigquery:v2',
    name: 'bigquery',
    version: 'v2',
    title: 'BigQuery API',
    protocol: 'rest',
    rootUrl,
    servicePath: 'bigquery/v2/',
    baseUrl: `${rootUrl}bigquery/v2/`,
    basePath: '/bigquery/v2/',
    batchPath: 'batch/bigquery/v2',
    parameters: queryParameters(COMMON),
    schemas: { JsonObject: { id: 'JsonObject', type: 'object', additionalProperties: { type: 'any' } } },
    resources: mapValues(RESOURCES, (methods, resource) => ({
      methods: mapValues(methods, (method, name) => methodDocument(`bigquery.${resource}.${name}`, method)),
    })),
  };
}

function methodDocument(id: string, { httpMethod, path, query = '', isUpload }: Method): object {
  const names = [...path.matchAll(/\{\+(\w+)\}/g)].map(([, name = '']) => name);
  const inPath = names.map((name) => [name, { type: 'string', location: 'path', required: true }] as const);
  const hasBody = httpMethod === 'POST' || httpMethod === 'PUT' || httpMethod === 'PATCH';
  return {
    id,
    httpMethod,
    path,
    parameters: { ...Object.fromEntries(inPath), ...queryParameters(query) },
    parameterOrder: names,
    ...(hasBody && !id.endsWith('.cancel') ? { request: { $ref: 'JsonObject' } } : {}),
    ...(httpMethod === 'DELETE' ? {} : { response: { $ref: 'JsonObject' } }),
    ...(isUpload ? { supportsMediaUpload: true, mediaUpload: mediaUpload(path) } : {}),
  };
}

function queryParameters(text: string): Record<string, object> {
  const parameters = text.split(' ').filter(Boolean);
  return Object.fromEntries(
    parameters.map((parameter) => {
      const [name = '', type = 'string'] = parameter.split(':');
      return [
        name,
        { type: type.replace('*', ''), location: 'query', ...(type.endsWith('*') ? { repeated: true } : {}) },
      ];
    }),
  );
}

const mediaUpload = (path: string): object => ({
  accept: ['*/*'],
  protocols: {
    simple: { multipart: true, path: `/upload/bigquery/v2/${path}` },
    resumable: { multipart: true, path: `/resumable/upload/bigquery/v2/${path}` },
  },
});

const mapValues = <T>(record: Readonly<Record<string, T>>, change: (value: T, key: string) => object): object =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
