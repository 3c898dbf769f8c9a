import { messageOf } from '../../../src/common/messageOf.ts';
import { gsUrl } from '../../../src/model/places.ts';
import { fullTableName } from '../../../src/model/table.ts';
import { ok, wrong } from '../model/check.ts';
import type { Stage } from './stage.ts';

/** Comes after the others, however they ended, and leaves nothing out because of another. */
export const cleanUp: Stage = {
  id: 'probe:cleanUp',
  right: 'Rule, file and table of the probe are gone.',
  todo: () => 'Delete the named objects; the table expires by itself.',
  async run({ plan: { rule, file, table }, deps: { objects, tables } }) {
    // The rule first: no file is to be taken by it any more.
    const left = [
      ...(await tried(gsUrl(rule.bucket, rule.name), () => objects.remove(rule))),
      ...(await tried(gsUrl(file.bucket, file.name), () => objects.remove(file))),
      ...(await tried(fullTableName(table), () => tables.drop(table))),
    ];
    const [first, ...others] = left;
    return first === undefined
      ? ok('rule, file and table of the probe are gone')
      : wrong([first, ...others].join('; '));
  },
};

async function tried(what: string, remove: () => Promise<unknown>): Promise<string[]> {
  try {
    await remove();
    return [];
  } catch (error) {
    return [`${what} is still there: ${messageOf(error)}`];
  }
}
