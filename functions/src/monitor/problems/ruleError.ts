import { counted } from '../../common/counted.ts';
import { grouped } from '../model/grouped.ts';
import { brief } from '../model/inWords.ts';
import type { ProblemKind } from '../model/problemKind.ts';

export const ruleError: ProblemKind = {
  kind: 'ruleError',
  find({ rules }, commands) {
    const errors = rules.problems.filter(({ severity }) => severity === 'error');
    return grouped(errors, ({ file }) => file).map(([file, [first, ...others]]) => ({
      status: 'error',
      subject: file,
      sentence: `${file} is left out, line ${first.line}: ${brief(first.message)}${others.length > 0 ? `; and ${counted(others.length, 'more problem')}` : ''}`,
      count: 1 + others.length,
      todo: 'mend the file; the files that came for it meanwhile are taken in by themselves then',
      commands: [commands('check')],
    }));
  },
};
