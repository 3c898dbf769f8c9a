/** An error of a function with BigQuery's words; `sqlErrorOf` takes the mark off. */
export const failure = (message: string): Error => new Error(`bq-error:${message}`);
