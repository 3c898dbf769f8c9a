import { counted } from '../../common/counted.ts';
import { gsUrl } from '../../model/places.ts';
import { earliest, grouped } from '../model/grouped.ts';
import { brief } from '../model/inWords.ts';
import type { ProblemKind } from '../model/problemKind.ts';

/** Files that were moved away as bad, by rule. */
export const setAside: ProblemKind = {
  kind: 'setAside',
  find({ notLoaded }, commands) {
    const files = notLoaded.filter(({ status }) => status === 'setAside');
    return grouped(files, ({ rule }) => rule).map(([rule, group]) => {
      const [{ bucket, name, error = 'no reason is known', quarantinedTo }] = group;
      const since = earliest(group.map(({ received }) => received));
      const where = quarantinedTo === undefined ? '' : ` (now ${quarantinedTo})`;
      return {
        status: 'error',
        subject: rule,
        sentence: `${counted(group.length, 'file')} of ${rule} set aside, as ${gsUrl(bucket, name)}: ${brief(error)}${where}`,
        count: group.length,
        ...(since ? { since: since.toISOString() } : undefined),
        todo: 'mend the rule, or the files where they are now; then have them put back',
        commands: [commands('status', gsUrl(bucket, name)), commands('replay', 'set-aside', '--rule', rule)],
      };
    });
  },
};
