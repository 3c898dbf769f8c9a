import { z } from 'zod';
import { type Policy, policySchema } from './policy.ts';
import { at, type Resource } from './resource.ts';

const deployed = z.object({
  /** `projects/‹project›/locations/‹region›/functions/‹name›` */
  name: z.string(),
  state: z.string(),
  stateMessages: z.array(z.object({ message: z.string().optional() })).default([]),
  serviceConfig: z
    .object({
      /** `projects/‹project›/locations/‹region›/services/‹name›` */
      service: z.string().optional(),
      serviceAccountEmail: z.string().optional(),
      environmentVariables: z.record(z.string(), z.string()).default({}),
    })
    .prefault({}),
  eventTrigger: z
    .object({
      /** The Eventarc trigger's name. */
      trigger: z.string().optional(),
      eventType: z.string().optional(),
      eventFilters: z.array(z.object({ attribute: z.string(), value: z.string() })).default([]),
      /** `projects/‹project›/topics/‹topic›` */
      pubsubTopic: z.string().optional(),
      retryPolicy: z.string().optional(),
    })
    .optional(),
});

export type DeployedFunction = z.infer<typeof deployed>;

const functions = z.object({
  functions: z.array(deployed).default([]),
  /** Locations that did not answer: their functions are not among these. */
  unreachable: z.array(z.string()).default([]),
});

/** The functions of all regions. */
export const functionsOf = (projectId: string): Resource<z.infer<typeof functions>> => ({
  api: 'functions',
  path: `${at`/projects/${projectId}/locations/-/functions`}?pageSize=1000`,
  permission: 'cloudfunctions.functions.list',
  schema: functions,
});

/** Who may invoke a Cloud Run service, by its full name. */
export const servicePolicy = (service: string): Resource<Policy> => ({
  api: 'run',
  path: `/${service}:getIamPolicy?options.requestedPolicyVersion=3`,
  permission: 'run.services.getIamPolicy',
  schema: policySchema,
});

const trigger = z.object({
  /** What keeps events from coming, by what is wrong; empty in a trigger that works. */
  conditions: z
    .record(z.string(), z.object({ code: z.string().optional(), message: z.string().optional() }))
    .default({}),
});

/** An Eventarc trigger, by its full name. */
export const triggerNamed = (name: string): Resource<z.infer<typeof trigger>> => ({
  api: 'eventarc',
  path: `/${name}`,
  permission: 'eventarc.triggers.get',
  schema: trigger,
});

const job = z.object({
  state: z.string(),
  schedule: z.string(),
  /** RFC 3339; missing until the first attempt. */
  lastAttemptTime: z.string().optional(),
  /** Of the last attempt (google.rpc.Status); without a code it went well. */
  status: z.object({ code: z.number().optional(), message: z.string().optional() }).optional(),
});

/** The Cloud Scheduler job that the CLI makes for a function of `onSchedule`. */
export const scheduleOf = (projectId: string, region: string, functionId: string): Resource<z.infer<typeof job>> => ({
  api: 'scheduler',
  path: at`/projects/${projectId}/locations/${region}/jobs/firebase-schedule-${functionId}-${region}`,
  permission: 'cloudscheduler.jobs.get',
  schema: job,
});

const topic = z.object({ name: z.string() });

export const topicOf = (projectId: string, id: string): Resource<z.infer<typeof topic>> => ({
  api: 'pubsub',
  path: at`/projects/${projectId}/topics/${id}`,
  permission: 'pubsub.topics.get',
  schema: topic,
});
