import { status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { GoogleSqlError } from '../../../../emulators/googlesql/googleSqlError.ts';
import { createService } from '../../../../emulators/googlesql/service.ts';
import type { ServiceProcess } from '../../../../emulators/googlesql/startProcess.ts';
import type { Session } from '../../../../emulators/googlesql/startSession.ts';

/** Processes that die of the request `deadly`, with all that is under way. */
function world(): { starts: () => number; start: () => Promise<Session> } {
  let starts = 0;
  return {
    starts: () => starts,
    start: async () => {
      starts++;
      return { process: fakeProcess(), languageOptions: {}, emptyCatalog: '0', rewrites: [] };
    },
  };
}

function fakeProcess(): ServiceProcess {
  let isRunning = true;
  let tries = 0;
  const died = Promise.withResolvers<never>();
  died.promise.catch(() => undefined);
  return {
    async call(_method, request) {
      if (request === 'deadly') {
        await Promise.resolve();
        isRunning = false;
        died.reject({ code: status.UNAVAILABLE, details: 'Connection dropped' });
      }
      if (request === 'wrong') throw { code: status.INVALID_ARGUMENT, details: 'Unrecognized name: x [at 2:3]' };
      if (request === 'one too many' && ++tries === 1)
        throw { code: status.RESOURCE_EXHAUSTED, details: 'Server Threadpool Exhausted' };
      if (request === 'endless') throw { code: status.DEADLINE_EXCEEDED, details: 'Deadline exceeded' };
      return Promise.race([died.promise, new Promise((resolve) => setImmediate(() => resolve(request)))]);
    },
    get isRunning() {
      return isRunning;
    },
    async stop() {
      isRunning = false;
    },
  };
}

const call = (service: ReturnType<typeof createService>, request: string): Promise<unknown> =>
  service.call('Analyze', () => request);

describe("GoogleSQL's service", () => {
  it('starts with the first call, once for all', async () => {
    const { start, starts } = world();
    const service = createService(start);
    expect(starts()).toBe(0);
    expect(await Promise.all([call(service, 'a'), call(service, 'b')])).toEqual(['a', 'b']);
    expect(starts()).toBe(1);
  });

  it('starts again after it has died; only the call that killed it fails, as one that takes too much', async () => {
    const { start, starts } = world();
    const service = createService(start);
    const [other, deadly] = await Promise.allSettled([call(service, 'other'), call(service, 'deadly')]);
    expect(other).toEqual({ status: 'fulfilled', value: 'other' });
    expect(deadly).toMatchObject({ status: 'rejected', reason: { kind: 'resources' } });
    expect(await call(service, 'later')).toBe('later');
    expect(starts()).toBe(3);
  });

  it('ends the process of a statement that takes too long, for it would go on', async () => {
    const { start, starts } = world();
    const service = createService(start);
    await expect(call(service, 'endless')).rejects.toMatchObject({ kind: 'resources' });
    expect(await call(service, 'next')).toBe('next');
    expect(starts()).toBe(2);
  });

  it('is asked again for what it had no thread for', async () => {
    const { start, starts } = world();
    expect(await call(createService(start), 'one too many')).toBe('one too many');
    expect(starts()).toBe(1);
  });

  it('is given a few calls at a time, however many there are', async () => {
    let [now, most] = [0, 0];
    const process = {
      ...fakeProcess(),
      async call(_method: string, request: unknown) {
        most = Math.max(most, ++now);
        await new Promise((resolve) => setImmediate(resolve));
        now--;
        return request;
      },
    };
    const service = createService(async () => ({ process, languageOptions: {}, emptyCatalog: '0', rewrites: [] }));
    const names = Array.from({ length: 50 }, (_, n) => `${n}`);
    expect(await Promise.all(names.map((name) => call(service, name)))).toEqual(names);
    expect(most).toBe(4);
  });

  it('takes the position off the text of an error', async () => {
    const service = createService(world().start);
    await expect(call(service, 'wrong')).rejects.toEqual(
      new GoogleSqlError('statement', 'Unrecognized name: x', { line: 2, column: 3 }),
    );
  });

  it('says that it is closed', async () => {
    const service = createService(world().start);
    await service.close();
    await expect(call(service, 'a')).rejects.toThrow('closed');
  });
});
