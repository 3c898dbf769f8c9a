import { cloudCaller, localCaller } from './caller.ts';
import { GOOGLE, localEndpoints } from './endpoints.ts';
import { createReader, type Reader } from './reader.ts';

/** Reads a project's cloud with the caller's credentials; of a `demo-` project, the local world. */
export async function cloudReader(projectId: string): Promise<Reader> {
  return projectId.startsWith('demo-')
    ? createReader({ caller: localCaller(), endpoints: localEndpoints(process.env) })
    : createReader({ caller: await cloudCaller(projectId), endpoints: GOOGLE });
}
