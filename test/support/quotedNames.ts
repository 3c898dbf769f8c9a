const TOKEN = /`((?:\\[\s\S]|[^`\\])*)`|'(?:\\[\s\S]|[^'\\])*'|"(?:\\[\s\S]|[^"\\])*"|[^`'"]/gu;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** The names within backticks, as GoogleSQL reads them (lexical structure: they have the escapes of string literals), and what is left without them. */
export function quotedNames(sql: string): { names: string[]; rest: string } {
  const names: string[] = [];
  const rest = sql.replace(TOKEN, (token, name: string | undefined) => {
    if (name === undefined) return token;
    names.push(name.replace(/\\([\s\S])/g, (_, escaped: string) => ESCAPES[escaped] ?? escaped));
    return '';
  });
  return { names, rest };
}
