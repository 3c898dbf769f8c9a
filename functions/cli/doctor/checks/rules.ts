import { counted } from '../../../src/common/counted.ts';
import { type Check, type Finding, faultsOr, warning, wrong } from '../model/check.ts';
import { rulesInForce } from '../model/ruleFiles.ts';

export const rules: Check = {
  id: 'rules',
  right: 'There are rules in the rules bucket, and none has an error.',
  todo: ({ configBucket }) =>
    `Mend them (npm run bqtail -- check), and push them to gs://${configBucket}/rules/ (npm run bqtail -- push): bqTail ignores a file with an error.`,
  isLocal: true,
  async look(world) {
    const found = await rulesInForce(world);
    if (!found) return [];
    const where = `gs://${world.configBucket}/rules/`;
    if (found.files === 0) return [warning(`there are no rules below ${where}`)];
    const faults = found.problems.map(({ severity, file, line, column, message }): Finding => {
      const said = `${file}:${line}:${column} ${message}`;
      return severity === 'error' ? wrong(said) : warning(said);
    });
    return faultsOr(faults, `${counted(found.rules.length, 'rule')} in ${counted(found.files, 'file')} below ${where}`);
  },
};
