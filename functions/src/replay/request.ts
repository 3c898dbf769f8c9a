import { z } from 'zod';
import { isWholeTable } from '../model/table.ts';

const gsUrl = z.string().regex(/^gs:\/\/[^/]+\/[\s\S]*$/, 'gs://bucket/path');

/** What is to be replayed. */
const subject = z.discriminatedUnion('what', [
  z.strictObject({ what: z.literal('failed') }),
  z.strictObject({ what: z.literal('stalled') }),
  z.strictObject({ what: z.literal('set-aside') }),
  z.strictObject({ what: z.literal('missed') }),
  z.strictObject({ what: z.literal('file'), url: gsUrl }),
  z.strictObject({ what: z.literal('process'), id: z.string().regex(/^[1-9]\d{0,18}$/, 'a process ID') }),
  z.strictObject({ what: z.literal('prefix'), url: gsUrl }),
]);

const time = z.iso.datetime({ offset: true });

const filters = z.strictObject({
  /** `[project.]dataset.table`, without a partition. */
  table: z.string().refine(isWholeTable, '[project.]dataset.table, without a partition').optional(),
  /** Where the rule stands, or the end of that: `rules/orders.yaml`. */
  rule: z.string().optional(),
  /** A part of BigQuery's reason, or of the message, in any case. */
  reason: z.string().optional(),
  /** Files created, processes begun, then or later, */
  from: time.optional(),
  /** and before this. */
  to: time.optional(),
});

/** More files than this are for another call. */
export const MAX_FILES = 10_000;

const caps = z.strictObject({
  limit: z.int().min(1).max(MAX_FILES).default(MAX_FILES),
  /** Bytes of all files; one file, or process, is always taken. */
  maxBytes: z.int().min(1).optional(),
  /** Files a minute. */
  rate: z.int().min(1).default(1_000),
});

type FilterName = keyof z.infer<typeof filters>;

/** The filters that say something about what each subject finds. */
const FILTERS_OF: Record<z.infer<typeof subject>['what'], readonly FilterName[]> = {
  failed: ['table', 'rule', 'reason', 'from', 'to'],
  stalled: ['table', 'rule', 'reason', 'from', 'to'],
  'set-aside': ['table', 'rule', 'reason', 'from', 'to'],
  missed: ['table', 'rule', 'from', 'to'],
  prefix: ['table', 'rule', 'from', 'to'],
  file: [],
  process: [],
};

const request = z.strictObject({
  subject,
  filters: filters.default({}),
  caps: caps.default(caps.parse({})),
  /** Files that are loaded are loaded once more. */
  force: z.boolean().default(false),
  /** Why; needed with `force`. */
  reason: z.string().trim().min(1).optional(),
});

/** What a plan is asked for by. A filter that says nothing about the subject is refused: more would be replayed than was meant. */
export const planRequest = request.superRefine(({ subject: { what }, filters: given }, context) => {
  const takes = FILTERS_OF[what];
  for (const name of Object.keys(given)) {
    if (takes.some((one) => one === name)) continue;
    const message = `${what} takes ${takes.length > 0 ? `these filters only: ${takes.join(', ')}` : 'no filters'}`;
    context.addIssue({ code: 'custom', path: ['filters', name], message });
  }
});

/** A plan is to be carried out. */
const applyRequest = z.strictObject({
  apply: z.string().regex(/^[0-9a-f]{12}$/, 'the ID of a plan'),
  reason: z.string().trim().min(1).optional(),
});

/** The schema of a call's body. Not a union of both: where neither fits, that would not say what is wrong. */
export const requestFor = (body: unknown): typeof applyRequest | typeof planRequest =>
  typeof body === 'object' && body !== null && 'apply' in body ? applyRequest : planRequest;

export type Subject = z.infer<typeof subject>;
export type Filters = z.infer<typeof filters>;
export type PlanRequest = z.infer<typeof planRequest>;
