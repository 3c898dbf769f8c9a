import { expect, it } from 'vitest';
import { type Call, disturb } from '../../support/disturb.ts';
import { inMemory, rows } from './processWorld.ts';

const RULES = `
When: { Prefix: /data/ }
Async: true
Dest: { Table: shop.orders }
Batch: { Window: { DurationInSec: 60 } }
OnBadFiles: [ { Action: call, Request: { URL: "https://example.com/bad", Method: POST, Body: { bad: $BadURIs } } } ]
OnSuccess: [ { Action: delete } ]
OnFailure: [ { Action: call, Request: { URL: "https://example.com/failed" } } ]
`;

/** How many follow-ups of a batch there are, its closing included. */
const FOLLOW_UPS = [1, 2, 3] as const;
const MOST_CALLS = 200;

/** Tells the story with the invocation of that follow-up ended just before or after one of its calls; undefined where it has fewer. */
const cut = (followUp: number, at: number, isLast: 'before' | 'after') =>
  inMemory({ rules: RULES }, async (world) => {
    const good = world.upload('data/good.json', rows(1));
    const bad = world.upload('data/wrong.json', '{"id":"x"}\n');
    for (const file of [good, bad]) await world.deliver(file);
    for (let number = 1; number < followUp; number++) await world.deliver(await world.nextTask());
    let hit: Call | undefined;
    const { deps } = disturb(world.deps, (call) => {
      if (call.index !== at) return undefined;
      hit = call;
      return { isLast };
    });
    await world.deliver(await world.nextTask(), deps).catch(() => undefined);
    await world.settle();
    const { sent } = world.cloud;
    return (
      hit && {
        call: hit.name,
        steps: await world.steps(good),
        ids: world.ids(),
        called: [...new Set(sent.map(({ request: { url, headers } }) => `${url} ${headers['idempotency-key']}`))]
          .length,
        failed: sent.filter(({ request: { url } }) => String(url).endsWith('failed')).length,
        status: (await world.process(good))?.status,
        left: world.objects().filter((url) => url.includes('/landing/')),
      }
    );
  });

it.each(FOLLOW_UPS.flatMap((number) => (['before', 'after'] as const).map((when) => [number, when] as const)))(
  'OnBadFiles is done once when follow-up %i dies just %s any call',
  async (followUp, when) => {
    for (let at = 0; ; at++) {
      if (at > MOST_CALLS) throw new Error('there is no end of calls');
      const outcome = await cut(followUp, at, when);
      if (outcome === undefined) {
        expect(at).toBeGreaterThan(3);
        return;
      }
      expect(outcome).toEqual({
        call: outcome.call,
        steps: ['Load[0] failed', 'Load[1] done', 'OnBadFiles[0] done', 'OnSuccess[0] done'],
        ids: [1],
        called: 1,
        failed: 0,
        status: 'done',
        left: [],
      });
    }
  },
);
