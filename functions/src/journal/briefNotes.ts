/** The notes of a process share a Firestore document of 1 MiB (counted in UTF-8) with its plan and its steps. */
const MAX_BYTES = 20_000;

/** As many notes as a step has room for, and how many more there were. */
export function briefNotes(notes: readonly string[]): string[] {
  let bytes = 0;
  const kept = notes.filter((note) => {
    bytes += Buffer.byteLength(note);
    return bytes <= MAX_BYTES;
  });
  const left = notes.length - kept.length;
  return left === 0 ? kept : [...kept, `and ${left} more like these`];
}
