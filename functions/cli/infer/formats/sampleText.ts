/** The text of a file, or its beginning. */
export interface SampleText {
  /** The file, as its user named it. */
  shown: string;
  text: string;
  /** Otherwise its last row may be cut. */
  isWhole: boolean;
}
