import { counted } from '../../common/counted.ts';
import { gsUrl } from '../../model/places.ts';
import { earliest, grouped } from '../model/grouped.ts';
import { brief } from '../model/inWords.ts';
import type { ProblemKind } from '../model/problemKind.ts';

/** Files that wait for rules to be mended, by what was wrong when they came. */
export const unruled: ProblemKind = {
  kind: 'unruled',
  find({ notLoaded }, commands) {
    const files = notLoaded.filter(({ status }) => status === 'unruled');
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

/** `/data/orders/` of `data/orders/a.json` */
const folderOf = (name: string): string => `/${name.slice(0, name.lastIndexOf('/') + 1)}`;
