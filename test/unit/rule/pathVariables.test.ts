import { expect, it } from 'vitest';
import { pathVariables } from '../../../functions/src/rule/pathVariables.ts';
import { ruleOf } from '../../support/ruleOf.ts';

const file = { bucket: 'b', name: 'data/shop/a.json', created: new Date(0) };

it('the variables that follow from a path are the groups, and the parameters made of them', () => {
  const { rule } = ruleOf(`
When: { Prefix: /data/ }
Dest:
  Table: ds.t
  Pattern: /data/(\\w+)/(\\w+)
  Parameters:
    - { Name: Shop, Expression: $1 }
    - { Name: Final, Expression: ds.t_$2 }
    - { Name: Fixed, Expression: ds.final_$Date }
`);
  const names = pathVariables(rule, file);
  expect(names).toEqual(expect.arrayContaining(['1', '2', 'Shop', 'Final']));
  for (const name of ['Fixed', 'Date', 'Hour', 'Mod']) expect(names).not.toContain(name);
});
