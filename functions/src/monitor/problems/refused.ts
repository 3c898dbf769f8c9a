import { counted } from '../../common/counted.ts';
import { DAY_MS } from '../../common/dayMs.ts';
import { grouped } from '../../common/grouped.ts';
import { gsUrl } from '../../model/places.ts';
import { brief, exampleInWords } from '../model/inWords.ts';
import type { ProblemKind } from '../model/problemKind.ts';
import { since } from '../model/since.ts';

const SHOWN_MS = DAY_MS;

/** Files whose names BigQuery cannot load, of the last day: what is left lying is somebody's decision. */
export const refused: ProblemKind = {
  kind: 'refused',
  find({ at, notLoaded }, commands) {
    const files = notLoaded.filter(
      ({ status, received }) => status === 'refused' && at.getTime() - received.getTime() < SHOWN_MS,
    );
    return grouped(files, ({ rule, error = '' }) => `${rule} ${error}`).map(([, group]) => {
      const [{ bucket, name, rule, error = '' }] = group;
      return {
        status: 'ok',
        subject: rule,
        sentence: `${counted(group.length, 'file')} refused for their names${exampleInWords(group.length, gsUrl(bucket, name))}: ${brief(error)}`,
        count: group.length,
        ...since(group.map(({ received }) => received)),
        todo: 'upload the files again under other names, and tell those who write them',
        commands: [commands('status', gsUrl(bucket, name))],
      };
    });
  },
};
