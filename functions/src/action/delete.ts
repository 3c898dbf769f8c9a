import { z } from 'zod';
import { forEachTarget, OVERWRITTEN, targetsOf, urls } from '../storage/targets.ts';
import { defineAction } from './defineAction.ts';
import { gsText } from './fill/gsText.ts';
import { textOrTexts } from './requestFields.ts';

/** Deletes objects. One that is gone already is fine; one that was overwritten since it was taken in stays. */
export const deleteAction = defineAction({
  name: 'delete',
  alsoCalled: ['remove', 'rm', 'erase', 'unlink'],
  help: 'Deletes objects; already gone is fine.',
  request: z.strictObject({ URLs: textOrTexts.optional().describe('$LoadURIs by default.') }).optional(),
  texts: { URLs: gsText },
  takesAway: ({ URLs = '$LoadURIs' }) => [URLs].flat(),
  complete: (request) => ({ URLs: '$LoadURIs', ...request }),
  filled: z.object({ URLs: urls }),

  async run({ URLs }, { process, deps: { objects } }) {
    const targets = targetsOf(URLs, process);
    const notes = await forEachTarget(targets, async (target) => {
      const removal = await objects.remove(target, target.generation);
      return removal === 'overwritten' ? `${target.url} ${OVERWRITTEN}` : undefined;
    });
    // Under a name that is not one of the process's versions there may be another object by then.
    return { notes, isRepeatable: targets.every(({ generation }) => generation !== undefined) };
  },
});
