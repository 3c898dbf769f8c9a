import { z } from 'zod';
import { type Policy, policySchema } from './policy.ts';
import { at, type Resource } from './resource.ts';

const isOn = z.object({ enabled: z.boolean().optional() }).optional();

const bucket = z.object({
  name: z.string(),
  projectNumber: z.string(),
  /** In capital letters: `US-CENTRAL1`, `EU`, `NAM4`. */
  location: z.string(),
  /** The regions of a dual-region of one's own choice. */
  customPlacementConfig: z.object({ dataLocations: z.array(z.string()).optional() }).optional(),
  retentionPolicy: z
    .object({ retentionPeriod: z.coerce.number().optional(), isLocked: z.boolean().optional() })
    .optional(),
  defaultEventBasedHold: z.boolean().optional(),
  softDeletePolicy: z.object({ retentionDurationSeconds: z.coerce.number().optional() }).optional(),
  versioning: isOn,
  billing: z.object({ requesterPays: z.boolean().optional() }).optional(),
});

export type Bucket = z.infer<typeof bucket>;

export const bucketOf = (name: string): Resource<Bucket> => ({
  api: 'storage',
  path: at`/b/${name}`,
  permission: 'storage.buckets.get',
  schema: bucket,
});

export const bucketPolicy = (name: string): Resource<Policy> => ({
  api: 'storage',
  path: `${at`/b/${name}/iam`}?optionsRequestedPolicyVersion=3`,
  permission: 'storage.buckets.getIamPolicy',
  schema: policySchema,
});

const objects = z.object({
  items: z.array(z.object({ name: z.string(), generation: z.string().default('') })).default([]),
});

export const objectsBelow = (name: string, prefix: string): Resource<z.infer<typeof objects>> => ({
  api: 'storage',
  path: `${at`/b/${name}/o`}?${new URLSearchParams({ prefix })}`,
  permission: 'storage.objects.list',
  schema: objects,
});

/** One object below a prefix, where there is any; without a token, so that nobody asks for the next page. */
export const anyObjectBelow = (name: string, prefix: string): Resource<z.infer<typeof objects>> => ({
  ...objectsBelow(name, prefix),
  path: `${at`/b/${name}/o`}?${new URLSearchParams({ prefix, maxResults: '1', fields: 'items(name)' })}`,
});

export const objectText = (name: string, object: string): Resource<string> => ({
  api: 'storage',
  path: `${at`/b/${name}/o/${object}`}?alt=media`,
  isText: true,
  permission: 'storage.objects.get',
  schema: z.string(),
});

const agent = z.object({ email_address: z.string() });

/** The account by which Cloud Storage publishes a project's events. */
export const storageAgent = (projectId: string): Resource<z.infer<typeof agent>> => ({
  api: 'storage',
  path: at`/projects/${projectId}/serviceAccount`,
  permission: 'resourcemanager.projects.get',
  schema: agent,
});
