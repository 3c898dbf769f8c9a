import { invalid } from '../errors/apiError.ts';

/** https://cloud.google.com/resource-manager/docs/creating-managing-projects; some begin with a domain and a colon. */
const PROJECT_ID = /^(?:[a-z0-9.-]+:)?[a-z][a-z0-9-]{4,61}[a-z0-9]$/;

/** @throws ApiError `invalid` */
export function requireProjectId(projectId: string): void {
  if (PROJECT_ID.test(projectId)) return;
  throw invalid(
    `Invalid project ID '${projectId}'. Project IDs must contain 6-63 lowercase letters, digits, or dashes. Some project IDs also include domain name separated by a colon. IDs must start with a letter and may not end with a dash.`,
  );
}
