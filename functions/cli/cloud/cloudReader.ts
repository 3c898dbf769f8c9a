import { cloudCaller, localCaller } from './caller.ts';
import { GOOGLE, localEndpoints } from './endpoints.ts';
import { createReader, type Reader } from './reader.ts';

/** Reads a project's cloud with the caller's credentials, which are looked for at the first read; of a `demo-` project, the local world. */
export function cloudReader(projectId: string): Reader {
  if (projectId.startsWith('demo-')) {
    return createReader({ caller: localCaller(), endpoints: localEndpoints(process.env) });
  }
  let reader: Promise<Reader> | undefined;
  return {
    async read(resource) {
      reader ??= cloudCaller(projectId).then((caller) => createReader({ caller, endpoints: GOOGLE }));
      return (await reader).read(resource);
    },
  };
}
