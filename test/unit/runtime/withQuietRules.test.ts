import { expect, it, vi } from 'vitest';
import { withQuietRules } from '../../../functions/src/runtime/withQuietRules.ts';
import { memoryCloud } from '../../support/cloud/memoryCloud.ts';

it('whoever only looks at rules gets them with their problems, and asks nobody else', async () => {
  const cloud = memoryCloud();
  cloud.putRules(
    '- When: { Prefix: /data/ }\n  Dest: { Table: shop.orders }\n- When: { Prefix: /x/ }\n  Dest: { Tabel: shop.x }',
  );
  const deps = cloud.deps();
  const asked = vi.spyOn(deps.rules, 'current');
  const { rules, problems } = await withQuietRules(deps).rules.current();
  expect({ rules, problems }).toEqual(await cloud.deps().rules.current());
  expect(problems.map(({ message }) => message)).toContainEqual(expect.stringContaining('Dest.Tabel'));
  expect(asked).not.toHaveBeenCalled();
});
