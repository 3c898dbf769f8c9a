import { z } from 'zod';

export const textOrTexts = z.union([z.string(), z.array(z.string())], { error: 'must be a text or a list of texts' });

export const scalar = z.union([z.string(), z.number(), z.boolean()], {
  error: 'must be a text, a number, true or false',
});
