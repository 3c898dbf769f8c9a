import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { actionKinds } from '../../../functions/src/action/actionKinds.ts';

const README = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8');

it.each([...actionKinds.values()].map((kind) => [kind.name, kind.request] as const))(
  'the README has a row for %s, with all that its request takes',
  (name, request) => {
    const row = README.split('\n').find((line) => line.startsWith(`| \`${name}\` |`)) ?? '';
    const fields = Object.keys(z.toJSONSchema(request).properties ?? {});
    expect(fields).not.toEqual([]);
    expect(fields.filter((field) => !row.includes(`\`${field}\``))).toEqual([]);
  },
);
