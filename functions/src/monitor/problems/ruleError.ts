import { counted } from '../../common/counted.ts';
import { grouped } from '../../common/grouped.ts';
import { brief } from '../model/inWords.ts';
import type { ProblemKind } from '../model/problemKind.ts';
import { unruledFiles } from '../model/unruledFiles.ts';

export const ruleError: ProblemKind = {
  kind: 'ruleError',
  find(seen, commands) {
    const waiting = unruledFiles(seen).leftOut.length;
    const errors = seen.rules.problems.filter(({ severity }) => severity === 'error');
    return grouped(errors, ({ file }) => file).map(([file, [first, ...others]]) => ({
      status: 'error',
      subject: file,
      sentence: `${file} is left out, line ${first.line}: ${brief(first.message)}${others.length > 0 ? `; and ${counted(others.length, 'more problem')}` : ''}${waiting > 0 ? `; files that wait for its rules: ${waiting}` : ''}`,
      count: 1 + others.length,
      todo: 'mend the rule file; bqtail then takes in the data files that came meanwhile',
      commands: [commands('check')],
    }));
  },
};
