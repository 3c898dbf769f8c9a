/** A variable as it stands in a text: `$Name`, `${Name}`, `$Data.key`, `$1`, `$Mod(10)`. */
export interface Reference {
  /** As it is in the text. */
  written: string;
  /** `Name`, `1`, `Mod` */
  name: string;
  /** `key` of `$Data.key` */
  keys: readonly string[];
  /** `10` of `$Mod(10)` */
  argument: string | undefined;
  braced: boolean;
}

// A dollar sign and a digit followed by more digits is no group but a partition: table$20260131.
const REFERENCE = /\$(?:(\$)|\{([^{}$]*)\}|(Mod\([^()$]*\)|[A-Za-z_]\w*(?:\.\w+)*|[1-9](?!\d)))/g;
const INNER = /^(?:(Mod)\(([^()]*)\)|([A-Za-z_]\w*|[1-9])((?:\.\w+)*))$/;

/** Takes a text apart into plain texts and references, in order; `$$` is a plain dollar sign. */
export function parseTemplate(text: string): (string | Reference)[] {
  const parts: (string | Reference)[] = [];
  let end = 0;
  for (const match of text.matchAll(REFERENCE)) {
    const [written, dollar, braced, bare] = match;
    parts.push(
      text.slice(end, match.index),
      dollar ?? parsedReference(written, braced ?? bare ?? '', braced !== undefined),
    );
    end = match.index + written.length;
  }
  parts.push(text.slice(end));
  return parts.filter((part) => part !== '');
}

/** The references of a text. */
export const referencesIn = (text: string): Reference[] =>
  parseTemplate(text).filter((part): part is Reference => typeof part !== 'string');

function parsedReference(written: string, inner: string, braced: boolean): Reference | string {
  const [, mod, argument, name, keys = ''] = INNER.exec(inner) ?? [];
  const known = mod ?? name;
  if (known === undefined) return written;
  return { written, name: known, keys: keys.split('.').slice(1), argument, braced };
}
