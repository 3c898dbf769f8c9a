import type { Deps } from '../deps/deps.ts';
import { urlOf } from '../model/places.ts';
import { PUT_BACK_OF } from '../model/sourceFile.ts';
import { type Applied, type Applying, changed, dueOf } from './applying.ts';
import { whyNotNow } from './checkItem.ts';
import { isBack } from './considerSetAside.ts';
import type { PutBackItem } from './item.ts';

/**
 * Puts a file that was set aside back to where it was uploaded. That it is about to is in the ledger first, the copy overwrites
 * nothing, and only then the file goes from where it was: whoever dies on the way, the next one sees how far it was.
 */
export async function putBack(item: PutBackItem, applying: Applying, deps: Deps): Promise<Applied> {
  const { id, end } = applying;
  const due = dueOf(item, applying);
  if (end !== undefined && due >= end) return { outcome: 'later' };
  const pauseMs = due.getTime() - deps.clock.now().getTime();
  if (pauseMs > 0) await deps.clock.sleep(pauseMs);
  const [entry] = await deps.replays.entries([item.file]);
  if (entry?.status !== 'setAside') return { outcome: 'already' };
  switch (await stateOf(item, entry.putBackMark, deps)) {
    case 'another':
      return changed(`another version of ${item.url} is there now`);
    case 'gone':
      // Whoever removed it died before the ledger said so.
      return entry.putBackBy === id ? toldBack(item, id, deps) : changed(`${urlOf(item.from)} is gone`);
    case 'back':
      return cleared(item, id, deps);
    case 'aside': {
      const isChecked = applying.isChecked && pauseMs <= 0;
      const why = await whyNotNow(item, { ...applying, isChecked }, deps);
      return why === undefined ? copiedBack(item, id, deps) : changed(why);
    }
  }
}

/** `aside`: it lies where it was moved; `back`: its copy is there, or was; `another`: a version of somebody else's is. */
async function stateOf(
  { file, from }: PutBackItem,
  mark: string | undefined,
  deps: Deps,
): Promise<'aside' | 'back' | 'gone' | 'another'> {
  const live = await deps.objects.stat(file);
  if (await isBack({ file, live, mark }, deps)) return 'back';
  if (live) return 'another';
  return (await deps.objects.stat(from))?.generation === from.generation ? 'aside' : 'gone';
}

async function copiedBack(item: PutBackItem, id: string, deps: Deps): Promise<Applied> {
  const { eventId, file, from } = item;
  const mark = await deps.replays.beginToPutBack(eventId, id);
  if (mark === undefined) return { outcome: 'already' };
  const isCopied = await deps.objects.copyBack(from, file, { replay: id, [PUT_BACK_OF]: mark });
  if (!isCopied && (await stateOf(item, mark, deps)) !== 'back')
    return changed(`another version of ${item.url} is there now`);
  return cleared(item, id, deps);
}

async function cleared(item: PutBackItem, id: string, deps: Deps): Promise<Applied> {
  await deps.objects.remove(item.from, item.from.generation);
  return toldBack(item, id, deps);
}

async function toldBack({ eventId }: PutBackItem, id: string, { replays, clock }: Deps): Promise<Applied> {
  await replays.putBack(eventId, id, clock.now());
  return { outcome: 'done' };
}
