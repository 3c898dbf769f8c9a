import { counted } from '../../common/counted.ts';
import { beginOf } from '../../model/book.ts';
import { gsUrl } from '../../model/places.ts';
import { exampleInWords } from '../model/inWords.ts';
import type { ProblemKind } from '../model/problemKind.ts';

/** Files that are on no side of the books of an hour. */
export const books: ProblemKind = {
  kind: 'books',
  find: ({ books: all, triggerBucket }, commands) =>
    all
      .filter(({ lost }) => lost > 0)
      .map(({ hour, lost, strays }) => {
        const first = strays.find(({ isLost }) => isLost);
        const url = first && gsUrl(triggerBucket, first.name);
        const hourText = `${hour.replace('_', ' ')} UTC`;
        return {
          status: 'error',
          subject: hourText,
          sentence: `${counted(lost, 'file')} created in the hour ${hourText} ${lost === 1 ? 'is' : 'are'} lost (on no side of the books)${url ? `${exampleInWords(lost, url)}: ${first.why}` : ''}`,
          count: lost,
          todo: 'see what happened to each file, and load the missing ones again',
          commands: [
            commands('books', '--since', beginOf(hour).toISOString()),
            ...(url ? [commands('status', url)] : []),
          ],
        };
      }),
};
