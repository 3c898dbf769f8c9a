import { expect, it } from 'vitest';
import { ownName } from '../../../functions/src/rule/ownName.ts';
import { RuleError } from '../../../functions/src/rule/ruleError.ts';

it.each([
  ['shop.orders$20260131', 'shop.orders'],
  ['own:shop.orders', 'shop.orders'],
  ['other.shop.orders', 'other.shop.orders'],
])('the journal names the table %s %s', (text, name) => {
  expect(ownName(text, 'own')).toBe(name);
});

it('a text that depends on the file names no table', () => {
  expect(() => ownName('shop.orders_$Date', 'own')).toThrow(RuleError);
});
