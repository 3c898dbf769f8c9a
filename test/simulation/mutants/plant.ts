import { registerHooks } from 'node:module';
import { MUTANTS } from './mutants.ts';

const SOURCES = new URL('../../../functions/src/', import.meta.url);

/** Plants a fault in what this thread loads from now on. Throws where the source file does not hold the text to be replaced. */
export function plant(name: string): void {
  const mutant = MUTANTS[name];
  if (mutant === undefined) throw new Error(`there is no mutant ${name}; there are ${Object.keys(MUTANTS).join(', ')}`);
  const { file, find, replace } = mutant;
  const target = new URL(file, SOURCES).href;
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (url !== target) return loaded;
      const source = String(loaded.source);
      if (source.split(find).length !== 2) {
        throw new Error(
          `${file} holds the text of the mutant ${name} ${source.split(find).length - 1} times, not once`,
        );
      }
      return { ...loaded, source: source.replace(find, () => replace) };
    },
  });
}
