import { type JsonValue, parseJson, writeJson } from './jsonDocument.ts';

/**
 * What JSON_VALUE (`value`), JSON_QUERY (`query`), JSON_QUERY_ARRAY (`elements`) and JSON_VALUE_ARRAY (`values`) find in a text by a path, which is a
 * JSON array of names and places; arrays are JSON again, of texts. NULL where there is nothing, or the text is no JSON.
 */
export function jsonPart(text: string, path: string, what: string): string | null {
  const found = follow(parseJson(text), JSON.parse(path) as (string | number)[]);
  if (!found) return null;
  switch (what) {
    case 'value':
      return scalarOf(found);
    case 'query':
      return found.kind === 'null' ? null : writeJson(found);
    case 'elements':
      return found.kind === 'array' ? JSON.stringify(found.items.map(writeJson)) : null;
    default:
      return valuesOf(found);
  }
}

function follow(document: JsonValue | undefined, path: readonly (string | number)[]): JsonValue | undefined {
  let at = document;
  for (const step of path) {
    if (typeof step === 'number') at = at?.kind === 'array' ? at.items[step] : undefined;
    else at = at?.kind === 'object' ? at.members.get(step) : undefined;
  }
  return at;
}

function scalarOf(value: JsonValue): string | null {
  if (value.kind === 'string') return value.value;
  return value.kind === 'number' || value.kind === 'boolean' ? value.text : null;
}

function valuesOf(value: JsonValue): string | null {
  if (value.kind !== 'array' || value.items.some(({ kind }) => kind === 'array' || kind === 'object')) return null;
  return JSON.stringify(value.items.map(scalarOf));
}
