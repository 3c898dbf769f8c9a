import { expect, it, vi } from 'vitest';
import { jsonText, say } from '../../../functions/cli/text/say.ts';

/** Clears the screen in one of two ways, turns text around, is beyond 16 bits, or rings. */
const NAME = 'in/\u001b[2J\u009b2Jgpj.\u202eexe\u{e0041}\u0007';

it('what others have named does nothing to the terminal', () => {
  const said: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((text: string) => void said.push(text));
  say(`${NAME}\tfailed\nÅse’s 100 % 😀`);
  log.mockRestore();
  expect(said).toEqual(['in/U+001B[2JU+009B2Jgpj.U+202EexeU+E0041U+0007\tfailed\nÅse’s 100 % 😀']);
});

it('and tools read it as it is', () => {
  const text = jsonText({ [NAME]: [NAME, 'Åse'] });
  expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
  expect(text).toContain('"Åse"');
  expect(JSON.parse(text)).toEqual({ [NAME]: [NAME, 'Åse'] });
});
