import { z } from 'zod';
import { type Policy, policySchema } from './policy.ts';
import { at, type Resource } from './resource.ts';

const project = z.object({ projectId: z.string(), projectNumber: z.string() });

export const projectOf = (id: string): Resource<z.infer<typeof project>> => ({
  api: 'resourceManager',
  path: at`/projects/${id}`,
  permission: 'resourcemanager.projects.get',
  schema: project,
});

export const projectPolicy = (id: string): Resource<Policy> => ({
  api: 'resourceManager',
  path: at`/projects/${id}:getIamPolicy`,
  // An older version names a role that is granted on a condition roles/…_withcond_….
  body: { options: { requestedPolicyVersion: 3 } },
  permission: 'resourcemanager.projects.getIamPolicy',
  schema: policySchema,
});

const services = z.object({
  services: z.array(z.object({ name: z.string(), state: z.string() })).default([]),
});

/** The state of these APIs (services.batchGet takes at most 30). */
export const servicesOf = (id: string, names: readonly string[]): Resource<z.infer<typeof services>> => ({
  api: 'serviceUsage',
  path: `${at`/v1/projects/${id}/services:batchGet`}?${new URLSearchParams(
    names.map((name) => ['names', `projects/${id}/services/${name}`]),
  )}`,
  permission: 'serviceusage.services.get',
  schema: services,
});

const quotas = z.object({
  metrics: z
    .array(
      z.object({
        metric: z.string(),
        consumerQuotaLimits: z
          .array(
            z.object({
              quotaBuckets: z
                .array(
                  z.object({
                    effectiveLimit: z.string(),
                    dimensions: z.record(z.string(), z.string()).default({}),
                  }),
                )
                .default([]),
            }),
          )
          .default([]),
      }),
    )
    .default([]),
});

/** The quotas of Cloud Run; limits are decimal strings, `dimensions.region` says where one holds. */
export const runQuotas = (id: string): Resource<z.infer<typeof quotas>> => ({
  api: 'serviceUsage',
  path: at`/v1beta1/projects/${id}/services/run.googleapis.com/consumerQuotaMetrics`,
  permission: 'serviceusage.quotas.get',
  schema: quotas,
});

const account = z.object({ email: z.string(), disabled: z.boolean().optional() });

/** The project in the address of an account that somebody made; Google's own have others. */
const projectIn = (email: string): string => /@([^.]+)\.iam\.gserviceaccount\.com$/.exec(email)?.[1] ?? '-';

/** A service account. Where its project is not named, IAM may answer 403 for one that is missing. */
export const serviceAccount = (email: string): Resource<z.infer<typeof account>> => ({
  api: 'iam',
  path: at`/projects/${projectIn(email)}/serviceAccounts/${email}`,
  permission: 'iam.serviceAccounts.get',
  schema: account,
});
