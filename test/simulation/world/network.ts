import { AsyncLocalStorage } from 'node:async_hooks';
import type { Request, Send } from '../../support/cloud/send.ts';
import type { VirtualClock } from '../../support/cloud/virtualClock.ts';
import type { Fate } from './fates.ts';
import type { Instance } from './instance.ts';

interface Options {
  clock: VirtualClock;
  fateOf(request: Request, instance: string): Fate;
  /** Told of each request as it sets out. */
  onSend(request: Request): void;
  /** Told of each request and what came of it. */
  note(instance: Instance, request: Request, outcome: string): void;
}

/** The way from an instance to the services: with latency, and with whatever else the fates have in store. */
export function networkOf(instance: Instance, { clock, fateOf, onSend, note }: Options): Send {
  return <T>(request: Request, effect: () => T | Promise<T>): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      const inContext = AsyncLocalStorage.snapshot();
      onSend(request);
      const fate = fateOf(request, instance.name);
      const { what } = fate.point ?? {};
      const freezeMs = fate.freezeMs ?? (what === 'freeze' ? fate.point?.freezeMs : undefined);
      if (what === 'killBefore') {
        note(instance, request, 'the instance dies before it');
        return instance.kill();
      }
      if (freezeMs !== undefined) {
        note(instance, request, `the instance is frozen for ${freezeMs} ms`);
        instance.freeze(freezeMs);
      }
      const isKilled = what === 'killAfter';
      const answer = (settle: () => void, outcome: string): void => {
        if (isKilled) note(instance, request, 'the instance dies after it');
        else note(instance, request, outcome);
        if (isKilled) instance.kill();
        else instance.receive(settle);
      };
      const carry = (): void => {
        // A request of a dead instance that was on its way arrives all the same.
        if (instance.isDead() && !fate.isEarly) return;
        const settled = (settle: () => void, outcome: string): void =>
          void (fate.isEarly ? clock.after(fate.ms, () => answer(settle, outcome)) : answer(settle, outcome));
        carried(() => inContext(effect), fate).then(
          (value) => settled(() => resolve(value), 'ok'),
          (error: unknown) => settled(() => reject(error), String(error)),
        );
      };
      if (fate.isEarly) carry();
      else clock.after(fate.ms, carry);
    });
}

async function carried<T>(effect: () => T | Promise<T>, { mishap, error }: Fate): Promise<T> {
  if (mishap === 'refused') throw error;
  const first = await effect();
  if (mishap === 'lost') throw error;
  return mishap === 'twice' ? effect() : first;
}
