import { counted } from '../../common/counted.ts';
import { gsUrl } from '../../model/places.ts';
import { folderOf } from '../model/folderOf.ts';
import { earliest, grouped } from '../model/grouped.ts';
import { brief } from '../model/inWords.ts';
import type { ProblemKind } from '../model/problemKind.ts';
import { unruledFiles } from '../model/unruledFiles.ts';

/** Files that several enabled rules want, by what was said when they came. */
export const unruled: ProblemKind = {
  kind: 'unruled',
  find(seen, commands) {
    const files = unruledFiles(seen).ambiguous;
    return grouped(files, ({ error = 'no rule could take it' }) => error).map(([why, group]) => {
      const [{ bucket, name }] = group;
      const since = earliest(group.map(({ received }) => received));
      return {
        status: 'error',
        subject: folderOf(name),
        sentence: `${counted(group.length, 'file')} wait for rules, as ${gsUrl(bucket, name)}: ${brief(why)}`,
        count: group.length,
        ...(since ? { since: since.toISOString() } : undefined),
        todo: 'mend the rules; the files are taken in by themselves then',
        commands: [commands('explain', gsUrl(bucket, name))],
      };
    });
  },
};
