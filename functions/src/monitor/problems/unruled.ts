import { counted } from '../../common/counted.ts';
import { grouped } from '../../common/grouped.ts';
import { gsUrl } from '../../model/places.ts';
import { folderOf } from '../model/folderOf.ts';
import { brief, exampleInWords } from '../model/inWords.ts';
import type { ProblemKind } from '../model/problemKind.ts';
import { since } from '../model/since.ts';
import { unruledFiles } from '../model/unruledFiles.ts';

/** Files that several enabled rules want, by what was said when they came. */
export const unruled: ProblemKind = {
  kind: 'unruled',
  find(seen, commands) {
    const files = unruledFiles(seen).ambiguous;
    return grouped(files, ({ error = 'no rule could take it' }) => error).map(([why, group]) => {
      const [{ bucket, name }] = group;
      return {
        status: 'error',
        subject: folderOf(name),
        sentence: `${counted(group.length, 'file')} waiting for rules to be mended${exampleInWords(group.length, gsUrl(bucket, name))}: ${brief(why)}`,
        count: group.length,
        ...since(group.map(({ received }) => received)),
        todo: 'mend the rules; bqtail then takes the files in',
        commands: [commands('explain', gsUrl(bucket, name))],
      };
    });
  },
};
