import { parseEnv } from 'node:util';
import { paramProblems, unknownParams } from '../../src/runtime/paramProblems.ts';
import { UsageError } from '../input/usageError.ts';
import { type Change, changedText, changesTo } from './envText.ts';

interface EnvFilePlan {
  text: string;
  changes: Change[];
}

/** What an env file becomes with these params. @throws UsageError where the whole of it cannot be right. */
export function planEnvFile(before: string, chosen: Readonly<Record<string, string>>): EnvFilePlan {
  const changes = changesTo(parseEnv(before), chosen);
  const text = changedText(before, changes);
  const values = parseEnv(text);
  const problems = [...unknownParams(Object.keys(values)), ...paramProblems(values)];
  if (problems.length > 0) throw new UsageError(`Nothing is written. ${problems.join('. ')}.`);
  return { text, changes };
}

/** A line for each change; what is replaced is said. */
export const changeText = ({ name, before, after }: Change): string =>
  before === undefined ? `  ${name}=${after}` : `  ${name}=${after} replaces ${before}`;
