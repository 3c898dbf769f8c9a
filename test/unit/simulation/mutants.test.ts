import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../../../emulators/places.ts';
import { MUTANTS } from '../../simulation/mutants/mutants.ts';

it.each(Object.entries(MUTANTS))(
  'the mutant %s can be planted: its source file has the text once',
  async (_, mutant) => {
    const source = await readFile(path.join(ROOT, 'functions/src', mutant.file), 'utf8');
    expect(source.split(mutant.find)).toHaveLength(2);
    expect(mutant.replace).not.toBe(mutant.find);
  },
);
