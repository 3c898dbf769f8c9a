import { grouped } from '../../common/grouped.ts';
import { gsUrl } from '../../model/places.ts';
import { folderOf } from '../model/folderOf.ts';
import { brief } from '../model/inWords.ts';
import type { ProblemKind } from '../model/problemKind.ts';

/** Folders that are named; the others are added up. */
const NAMED = 5;

/** Files of the last day that no rule matched, by folder and by why: either rules mean to leave them, or somebody forgot a rule. */
export const unwanted: ProblemKind = {
  kind: 'unwanted',
  find({ unwanted: { count, sample }, triggerBucket }, commands) {
    const [first] = sample;
    if (first === undefined) return [];
    const share = count / sample.length;
    const groups = grouped(sample, ({ name, error = 'no rule matches it' }) => `${folderOf(name)}\n${error}`)
      .map(([, [{ name, error = 'no rule matches it' }, ...others]]) => ({
        folder: folderOf(name),
        why: error,
        files: Math.round((1 + others.length) * share),
      }))
      .toSorted((a, b) => b.files - a.files);
    const named = groups.slice(0, NAMED).map(({ folder, why, files }) => `${folder} ${inWords(files)} (${brief(why)})`);
    const more = groups.length > NAMED ? [`and ${groups.length - NAMED} more folders`] : [];
    const about = share > 1 ? ', by a sample of them' : '';
    return [
      {
        ...{ status: 'ok', subject: `gs://${triggerBucket}`, count },
        sentence: `${inWords(count)} ${count === 1 ? 'file' : 'files'} of the last day that no rule matched${about}: ${[...named, ...more].join(', ')}`,
        todo: 'nothing if the files are meant to stay; otherwise write a rule, then take the files in',
        commands: [commands('explain', gsUrl(first.bucket, first.name)), commands('replay', 'missed')],
      },
    ];
  },
};

const inWords = (count: number): string => count.toLocaleString('en');
