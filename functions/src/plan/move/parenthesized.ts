/** A text of a rule after which SQL goes on: a comment at its end takes nothing of that away. */
export const closed = (sql: string): string => (/--|#/.test(sql) ? `${sql}\n` : sql);

/** A text of a rule as one expression, whatever operators it has. */
export const parenthesized = (sql: string): string => `(${closed(sql)})`;
