import { once } from 'node:events';
import { createServer } from 'node:http';
import { HOST, PROJECT } from '../places.ts';

/**
 * What a function asks the metadata server for, by path: an access token before its first call to an API, an ID
 * token for a call with Auth, and its project.
 */
const ANSWERS: Readonly<Record<string, string>> = {
  '/computeMetadata/v1/instance/service-accounts/default/token': JSON.stringify({
    access_token: 'local',
    expires_in: 3600,
    token_type: 'Bearer',
  }),
  '/computeMetadata/v1/instance/service-accounts/default/identity': 'local',
  '/computeMetadata/v1/project/project-id': PROJECT,
};

export interface MetadataServer {
  /** `host:port`, the value of GCE_METADATA_HOST. */
  readonly host: string;
  stop(): void;
}

/**
 * A stand-in for the metadata server. The functions emulator sets K_SERVICE, by which Google's auth library takes a worker
 * for one in the cloud and asks the metadata server for a token, even for calls that go to a local BigQuery.
 */
export async function startMetadataServer(): Promise<MetadataServer> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', `http://${HOST}`);
    const answer = ANSWERS[pathname];
    const type = answer?.startsWith('{') ? 'application/json' : 'text/plain';
    // Clients take an answer without this header for somebody else's.
    response.writeHead(answer === undefined ? 404 : 200, { 'metadata-flavor': 'Google', 'content-type': type });
    response.end(answer);
  }).listen(0, HOST);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the metadata server got no port');
  return {
    host: `${HOST}:${address.port}`,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
