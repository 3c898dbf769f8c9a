import type { Random } from '../../support/cloud/random.ts';
import { pickOf } from './makeRules.ts';
import type { FileKind, Moment, RuleSpec, Upload } from './scenario.ts';

const MINUTE_MS = 60_000;

const NOT_GOOD: readonly FileKind[] = [
  'corrupted',
  'invalid',
  'newField',
  'empty',
  'wildcard',
  'slashes',
  'denied',
  'gone',
];

/** Files come in bursts, or here and there. */
export function makeUploads(rules: readonly RuleSpec[], random: Random): Upload[] {
  const count = random.pick([3, 8, 8, 15, 15, 30]);
  const spanMs = random.pick([5_000, MINUTE_MS, 5 * MINUTE_MS, 20 * MINUTE_MS]);
  const badShare = random.pick([0, 0, 0.1, 0.3]);
  const uploads: Upload[] = [];
  for (let index = 0; index < count; index++) {
    const own = random.fork(`upload ${index}`);
    const at = own.between(0, spanMs);
    const before = own.chance(0.07) ? earlier(uploads, own) : undefined;
    uploads.push(
      before ? overwriting(before, `u${index}`, own) : upload(pickOf(own, rules), index, { at, badShare, random: own }),
    );
  }
  return uploads.sort((a, b) => a.at - b.at);
}

const earlier = (uploads: readonly Upload[], random: Random): Upload | undefined =>
  uploads.length === 0 ? undefined : pickOf(random, uploads);

/** The same name once more, seconds or minutes later. */
const overwriting = (before: Upload, id: string, random: Random): Upload => ({
  ...before,
  id,
  at: before.at + random.pick([200, 2_000, 10_000, 45_000, 5 * MINUTE_MS, 40 * MINUTE_MS]),
  kind: ['wildcard', 'slashes'].includes(before.kind) ? before.kind : 'good',
});

interface Circumstances {
  at: Moment;
  badShare: number;
  random: Random;
}

function upload(rule: RuleSpec, index: number, { at, badShare, random }: Circumstances): Upload {
  const kind = random.chance(badShare) ? pickOf(random, NOT_GOOD) : 'good';
  return {
    ...{ id: `u${index}`, at, rule: rule.name, kind, rows: random.between(1, 3) },
    name: `${rule.name}/${nameOf(kind, index, random)}.${rule.format}`,
  };
}

function nameOf(kind: FileKind, index: number, random: Random): string {
  if (kind === 'wildcard') return `f*${index}`;
  if (kind === 'slashes') return `a//f${index}`;
  return random.chance(0.1)
    ? random.pick([`ü ${index}`, `a b#${index}`, `50%25 ${index}?`, `data,${index}`])
    : `f${index}`;
}
