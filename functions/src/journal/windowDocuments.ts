import type { DocumentData, DocumentSnapshot } from 'firebase-admin/firestore';
import type { BatchWindow } from '../batch/batchWindow.ts';
import { defined } from '../common/defined.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import { dateAt, versionFields } from './documents.ts';
import type { WindowRecord } from './windowRecord.ts';

/** `files/‹event ID›` of a file that waits in a window. */
export function waitingFileFields(
  file: SourceFile,
  { window, received }: { window: BatchWindow; received: Date },
): DocumentData {
  return {
    ...versionFields(file, received),
    rule: window.rule.url,
    window: window.id,
    status: 'batched',
  };
}

export const sourceFileOf = (entry: DocumentSnapshot): SourceFile => ({
  bucket: entry.get('bucket'),
  name: entry.get('name'),
  generation: entry.get('generation'),
  size: entry.get('size'),
  created: dateAt(entry, 'created').toISOString(),
  ...defined({ checksum: textAt(entry, 'checksum') }),
});

/** The same, with the time at which its event came. */
export const waitingFileOf = (entry: DocumentSnapshot): SourceFile => ({
  ...sourceFileOf(entry),
  received: dateAt(entry, 'received').getTime(),
});

function textAt(entry: DocumentSnapshot, field: string): string | undefined {
  const value: unknown = entry.get(field);
  return typeof value === 'string' ? value : undefined;
}

/** `windows/‹window ID›`. The rule is kept as text: one that is changed meanwhile changes nothing. */
export function windowFields({ id: _, rule, group, ...record }: WindowRecord): DocumentData {
  return { ...record, rule: JSON.stringify(rule), group: group ?? null };
}

export function windowOf(snapshot: DocumentSnapshot): WindowRecord {
  const groupId: unknown = snapshot.get('group.id');
  const group =
    typeof groupId === 'string'
      ? { id: groupId, destination: snapshot.get('group.destination'), ends: dateAt(snapshot, 'group.ends') }
      : undefined;
  return {
    id: snapshot.id,
    state: snapshot.get('state'),
    bucket: snapshot.get('bucket'),
    destination: snapshot.get('destination'),
    start: dateAt(snapshot, 'start'),
    end: dateAt(snapshot, 'end'),
    closes: dateAt(snapshot, 'closes'),
    due: dateAt(snapshot, 'due'),
    rule: JSON.parse(snapshot.get('rule')),
    owner: snapshot.get('owner'),
    ...defined({ group }),
  };
}
