import type { Rule } from '../rule/schema.ts';

/** The projects that may run the load job of a rule's batch. */
export const loadProjects = ({ Dest: { Transient } }: Rule, ownProjectId: string): readonly string[] =>
  Transient?.Balancer?.ProjectIDs ?? [Transient?.ProjectID ?? ownProjectId];
