/** Cloud Storage, as far as load and extract jobs need it. */
export interface ObjectStore {
  /** The names of a bucket's objects that begin with the prefix, in order. */
  list(bucket: string, prefix: string): Promise<string[]>;
  /** Copies an object into a file and returns its size in bytes; undefined for an object that is not there. */
  download(object: ObjectName, file: string): Promise<number | undefined>;
  /** Makes an object from a file. */
  upload(object: ObjectName, file: string): Promise<void>;
}

export interface ObjectName {
  bucket: string;
  name: string;
}
