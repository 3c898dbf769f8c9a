import { expect, it } from 'vitest';
import { applyReplay } from '../../../functions/src/replay/applyReplay.ts';
import { planReplay } from '../../../functions/src/replay/planReplay.ts';
import { planRequest } from '../../../functions/src/replay/request.ts';
import { TRIGGER } from '../../support/cloud/memoryCloud.ts';
import { type LiveWorld, lines, liveWorld } from './liveWorld.ts';

const ruleOf = (isAsync: boolean): string => `
When: { Prefix: /data/ }
Async: ${isAsync}
Dest:
  Table: shop.orders
  Transient: { Dataset: tmp, Balancer: { Strategy: fallback, ProjectIDs: [ first, second ], MaxLoadJobs: 2 } }
`;

function jobsTake(minutes: number, { cloud }: LiveWorld): void {
  const course = () => ({ pendingMs: 0, runMs: minutes * 60_000 });
  cloud.bigQuery.behaviour = { ...cloud.bigQuery.behaviour, course };
}

async function uploaded(world: LiveWorld, ...ids: string[]): Promise<void> {
  for (const id of ids) world.cloud.upload(`data/${id}.json`, lines(id));
  await world.pass(2);
}

const projects = ({ cloud }: LiveWorld): string[] =>
  [...cloud.bigQuery.jobs.values()].map(({ name }) => name.projectId);

it.each([true, false])('a balancer counts the load jobs that run: Async: %s', async (isAsync) => {
  const world = liveWorld({ rules: ruleOf(isAsync) });
  jobsTake(6, world);
  await uploaded(world, '1', '2', '3');
  await uploaded(world, '4', '5', '6');
  expect(projects(world)).toEqual(['first', 'first', 'first', 'second', 'second', 'second']);
});

it('a file that is loaded once more by force goes to the project that has room', async () => {
  const world = liveWorld({ rules: ruleOf(true) });
  await uploaded(world, '1');
  jobsTake(30, world);
  await uploaded(world, '2', '3', '4');
  const deps = world.cloud.deps();
  const subject = { what: 'file', url: `gs://${TRIGGER}/data/1.json` };
  const plan = planReplay(planRequest.parse({ subject, force: true, reason: 'x' }), 'ann', deps);
  await world.pass(1);
  const { id } = await plan;
  const applied = applyReplay({ id: id ?? '', by: 'ann', reason: 'x' }, deps);
  await world.pass(2);
  await applied;
  expect(projects(world).at(-1)).toBe('second');
});
