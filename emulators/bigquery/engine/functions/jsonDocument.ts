/** A value of JSON whose numbers are as they were written. */
export type JsonValue =
  | { kind: 'number' | 'boolean' | 'null'; text: string }
  | { kind: 'string'; value: string }
  | { kind: 'array'; items: JsonValue[] }
  | { kind: 'object'; members: Map<string, JsonValue> };

const TOKEN =
  /[ \t\r\n]*(?:(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)|("(?:[^"\\]|\\.)*")|(true|false)|(null)|([[\]{},:]))/suy;

type Token = { value: JsonValue } | { sign: string };

class NoJson extends Error {}

/** Undefined for a text that is no JSON. */
export function parseJson(text: string): JsonValue | undefined {
  const pattern = new RegExp(TOKEN);
  const next = (): Token => tokenOf(pattern.exec(text));
  try {
    const value = valueFrom(next(), next);
    return text.slice(pattern.lastIndex).trim() === '' ? value : undefined;
  } catch (error) {
    // A string with what JSON does not allow in it is JSON.parse's to refuse.
    if (error instanceof NoJson || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function tokenOf(found: RegExpExecArray | null): Token {
  if (!found) throw new NoJson();
  const [, number, string, boolean, nothing, sign = ''] = found;
  if (number !== undefined) return { value: { kind: 'number', text: number } };
  if (string !== undefined) return { value: { kind: 'string', value: JSON.parse(string) as string } };
  if (boolean !== undefined) return { value: { kind: 'boolean', text: boolean } };
  return nothing === undefined ? { sign } : { value: { kind: 'null', text: nothing } };
}

type Next = () => Token;

function valueFrom(token: Token, next: Next): JsonValue {
  if ('value' in token) return token.value;
  switch (token.sign) {
    case '[': {
      const items: JsonValue[] = [];
      readList(next, ']', (first) => items.push(valueFrom(first, next)));
      return { kind: 'array', items };
    }
    case '{': {
      const members = new Map<string, JsonValue>();
      readList(next, '}', (first) => readMember(first, next, members));
      return { kind: 'object', members };
    }
    default:
      throw new NoJson();
  }
}

const isSign = (token: Token, sign: string): boolean => 'sign' in token && token.sign === sign;

/** Items with commas between, up to the sign that ends them. */
function readList(next: Next, end: string, read: (first: Token) => void): void {
  let token = next();
  if (isSign(token, end)) return;
  for (;;) {
    read(token);
    const after = next();
    if (isSign(after, end)) return;
    if (!isSign(after, ',')) throw new NoJson();
    token = next();
  }
}

/** Of several members of one name the first counts. */
function readMember(first: Token, next: Next, members: Map<string, JsonValue>): void {
  if (!('value' in first) || first.value.kind !== 'string' || !isSign(next(), ':')) throw new NoJson();
  const value = valueFrom(next(), next);
  if (!members.has(first.value.value)) members.set(first.value.value, value);
}

/** Without blanks. */
export function writeJson(value: JsonValue): string {
  switch (value.kind) {
    case 'string':
      return JSON.stringify(value.value);
    case 'array':
      return `[${value.items.map(writeJson).join(',')}]`;
    case 'object':
      return `{${[...value.members].map(([name, item]) => `${JSON.stringify(name)}:${writeJson(item)}`).join(',')}}`;
    default:
      return value.text;
  }
}
