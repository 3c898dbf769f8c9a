import { z } from 'zod';

/** An IAM policy (REST reference, Policy). */
export const policySchema = z.object({
  bindings: z
    .array(z.object({ role: z.string(), members: z.array(z.string()).default([]), condition: z.unknown().optional() }))
    .default([]),
});

export type Policy = z.infer<typeof policySchema>;

/** Who has one of the roles that a test takes, each once. */
export const membersWith = ({ bindings }: Policy, takes: (role: string) => boolean): string[] => [
  ...new Set(bindings.filter(({ role }) => takes(role)).flatMap(({ members }) => members)),
];

/** Everybody on the internet, or everybody with a Google account. */
export const isPublic = (member: string): boolean => member === 'allUsers' || member === 'allAuthenticatedUsers';
