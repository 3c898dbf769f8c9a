import pLimit from 'p-limit';
import { failureOf, GoogleSqlError, isRefused } from './googleSqlError.ts';
import { type Session, startSession } from './startSession.ts';

type RequestFor = (session: Session) => unknown;

/** GoogleSQL's service: started with the first call, and again after it has died. */
export interface Service {
  /** @throws GoogleSqlError; Error where the service cannot be started */
  call(method: string, requestFor: RequestFor): Promise<unknown>;
  close(): Promise<void>;
}

/** Longer than any statement over the rows that are handed in should take. */
const TIMEOUT_MS = 60_000;

/** The service has a thread for each call, and refuses some (`Server Threadpool Exhausted`) where its memory is limited; a call takes milliseconds. */
const AT_ONCE = 4;
const OUT_OF_MEMORY =
  'Resources exceeded during query execution: The query could not be executed in the allotted memory.';

export function createService(start: () => Promise<Session> = startSession): Service {
  let current: Promise<Session> | undefined;
  let isClosed = false;
  // Whoever was at work when the process died tries again, one after the other: the one that kills it again is the culprit.
  const alone = pLimit(1);
  const some = pLimit(AT_ONCE);

  async function running(): Promise<Session> {
    for (;;) {
      if (isClosed) throw new Error("GoogleSQL's service is closed.");
      current ??= start();
      const mine = current;
      const session = await mine.catch((error: unknown) => {
        if (current === mine) current = undefined;
        throw error;
      });
      if (session.process.isRunning) return session;
      if (current === mine) current = undefined;
    }
  }

  async function attempt(method: string, requestFor: RequestFor): Promise<unknown> {
    const session = await running();
    try {
      return await session.process.call(method, requestFor(session), TIMEOUT_MS);
    } catch (error) {
      if (isRefused(error)) throw new Undone();
      const failure = failureOf(error);
      // A statement that takes too long goes on in the service: only the process's end ends it.
      if (failure === undefined || failure.kind === 'resources') await session.process.stop();
      throw failure ?? new Undone();
    }
  }

  return {
    async call(method, requestFor) {
      try {
        return await some(() => attempt(method, requestFor));
      } catch (error) {
        if (!(error instanceof Undone) || isClosed) throw error;
      }
      return alone(() => attempt(method, requestFor)).catch((error: unknown) => {
        throw error instanceof Undone ? new GoogleSqlError('resources', OUT_OF_MEMORY) : error;
      });
    },
    async close() {
      isClosed = true;
      await (await current?.catch(() => undefined))?.process.stop();
    },
  };
}

/** The process died under the call, or took no more calls. */
class Undone extends Error {}
