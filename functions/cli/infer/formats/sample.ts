/** A file that a rule is to be made for. */
export interface Sample {
  /** As it was named: a gs:// URL, or a path of this machine. */
  shown: string;
  /** The object's name in its bucket; of a file of this machine, where it might lie. */
  name: string;
  isLocal: boolean;
  /** Bytes. */
  size: number;
  created: Date;
  /** The bytes from the first offset up to, but without, the second, or to the end. */
  read(start: number, end: number): Promise<Buffer>;
}

/** Of a file no more than this is looked at, packed and unpacked. */
export const HEAD_BYTES = 4 * 1024 * 1024;
