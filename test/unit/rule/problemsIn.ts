import { readRules } from '../../../functions/src/action/ruleReader.ts';

/** The problems of a YAML text, as `line:column message`, without the warning of quotas. */
export function problemsIn(text: string, severity: 'error' | 'warning' = 'error'): string[] {
  return readRules('f.yaml', text)
    .problems.filter((problem) => problem.severity === severity && !problem.message.includes('every file is a load'))
    .map(({ line, column, message }) => `${line}:${column} ${message}`);
}
