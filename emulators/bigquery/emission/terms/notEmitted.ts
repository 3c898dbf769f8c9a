/** What the emitter does not know for certain to be the same in DuckDB. `what` names it, as `the function SOUNDEX(STRING)`. */
export class NotEmitted extends Error {
  override readonly name = 'NotEmitted';
  readonly what: string;

  constructor(what: string) {
    super(`DuckDB is not asked for ${what}.`);
    this.what = what;
  }
}
