/** Texts and comments of GoogleSQL; what is within backticks is a name. */
const NO_CODE =
  /'''(?:\\[\s\S]|[^\\])*?'''|"""(?:\\[\s\S]|[^\\])*?"""|'(?:\\[\s\S]|[^\\'])*'|"(?:\\[\s\S]|[^\\"])*"|(?:--|#)[^\n]*|\/\*[\s\S]*?\*\//g;

/** Whether an SQL text has `alias.` in it; SQL takes no notice of case in aliases. */
export function namesAlias(sql: string, alias: string): boolean {
  const code = sql.replace(NO_CODE, ' ');
  const names = [...code.matchAll(/(?<![\w.`])`?(\w+)`?\s*\./g)].map(([, name]) => name?.toLowerCase());
  return names.includes(alias.toLowerCase());
}
