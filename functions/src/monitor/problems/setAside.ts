import { counted } from '../../common/counted.ts';
import { grouped } from '../../common/grouped.ts';
import { gsUrl } from '../../model/places.ts';
import { brief, exampleInWords } from '../model/inWords.ts';
import type { ProblemKind } from '../model/problemKind.ts';
import { since } from '../model/since.ts';

/** Files that were moved away as bad, by rule. */
export const setAside: ProblemKind = {
  kind: 'setAside',
  find({ notLoaded }, commands) {
    const files = notLoaded.filter(({ status }) => status === 'setAside');
    return grouped(files, ({ rule }) => rule).map(([rule, group]) => {
      const [{ bucket, name, error = 'no reason is known', quarantinedTo }] = group;
      const where = quarantinedTo === undefined ? '' : ` (now ${quarantinedTo})`;
      return {
        status: 'error',
        subject: rule,
        sentence: `${counted(group.length, 'file')} of ${rule} set aside${exampleInWords(group.length, gsUrl(bucket, name))}: ${brief(error)}${where}`,
        count: group.length,
        ...since(group.map(({ received }) => received)),
        todo: 'mend the rule, or the files where they are now; then put the files back',
        commands: [commands('status', gsUrl(bucket, name)), commands('replay', 'set-aside', '--rule', rule)],
      };
    });
  },
};
