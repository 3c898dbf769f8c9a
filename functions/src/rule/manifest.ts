import { z } from 'zod';
import { jsonOf } from '../common/jsonOf.ts';

/** Rule files that were put in force as a whole. */
const manifestSchema = z.strictObject({
  /** Counts from 1; 0 is what was there before the first push. */
  state: z.int().nonnegative(),
  at: z.iso.datetime(),
  /** Who pushed it. */
  by: z.string(),
  /** Of the folder that it was pushed from; `+changes` where that differs from it. */
  commit: z.string().exactOptional(),
  /** The state that it brought back. */
  of: z.int().nonnegative().exactOptional(),
  /** SHA-256 of each file's text, in hexadecimal, by name as `rules/orders.yaml`. */
  files: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)),
  /** The objects below `rules/` that it replaces, by name, and their generations. */
  replaces: z.record(z.string(), z.string()),
});

export type Manifest = z.infer<typeof manifestSchema>;

/** @throws Error where the text is none. */
export function readManifest(text: string, place: string): Manifest {
  const { data, error } = manifestSchema.safeParse(jsonOf(text));
  if (data) return data;
  throw new Error(`${place} is no manifest of pushed rules; put an earlier one back: ${z.prettifyError(error)}`);
}

/** An object below `rules/`. */
export interface ListedFile {
  name: string;
  generation: string;
}

/** A rule file in force. */
export interface FileInForce {
  name: string;
  /** Changes whenever the text does. */
  version: string;
  /** The hash of its text where it was pushed; missing where it lies below `rules/` under its own name. */
  hash?: string;
}

/**
 * The rule files in force: those of the state that was pushed last, and over them each object below `rules/` that was written
 * since, thus one that the manifest does not replace. By name.
 */
export function filesInForce(listed: readonly ListedFile[], manifest: Manifest | undefined): FileInForce[] {
  const ownFiles = writtenSince(listed, manifest).map(({ name, generation }) => ({ name, version: generation }));
  const own = new Set(ownFiles.map(({ name }) => name));
  const pushed = Object.entries(manifest?.files ?? {}).flatMap(([name, hash]) =>
    own.has(name) ? [] : [{ name, version: hash, hash }],
  );
  return [...ownFiles, ...pushed].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The objects below `rules/` that were written, by whatever means, since the state was pushed. */
export const writtenSince = (listed: readonly ListedFile[], manifest: Manifest | undefined): ListedFile[] =>
  listed.filter(({ name, generation }) => manifest?.replaces[name] !== generation);
