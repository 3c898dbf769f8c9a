/** A text of a rule that SQL goes on behind: a comment at its end takes nothing of that away. */
export const closed = (sql: string): string => (/--|#/.test(sql) ? `${sql}\n` : sql);

/** A text of a rule as one expression, whatever operators it has. */
export const within = (sql: string): string => `(${closed(sql)})`;
