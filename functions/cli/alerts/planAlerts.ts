import type { Reader } from '../cloud/reader.ts';
import type { Change } from '../cloud/writer.ts';
import { isWithin } from './isWithin.ts';
import { KINDS } from './kinds.ts';
import { titleOf, type Wanted } from './wanted.ts';

export interface PlannedChange {
  /** `create the alert policy bqtail: a final error`. */
  text: string;
  change: Change;
}

/** What has to be made or changed; nothing is ever deleted. Rejects with CannotLook. */
export async function planAlerts(all: readonly Wanted[], project: string, reader: Reader): Promise<PlannedChange[]> {
  const planned: PlannedChange[] = [];
  for (const wanted of all) {
    const { kind, body } = wanted;
    const { called, find, create, update } = KINDS[kind];
    const found = await find(project, body, reader);
    if (found && isWithin(body, found)) continue;
    const change = found ? update(project, body, found) : create(project, body);
    planned.push({ text: `${found ? 'update' : 'create'} the ${called} ${titleOf(wanted)}`, change });
  }
  return planned;
}
