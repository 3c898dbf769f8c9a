import type { Route } from '../http/call.ts';
import { pageOf } from '../http/paging.ts';
import type { StubContext } from '../state/context.ts';

/** https://cloud.google.com/bigquery/docs/reference/rest/v2/projects */
export function projectRoutes({ catalog }: StubContext): Route[] {
  return [
    {
      method: 'GET',
      path: '/projects',
      handle: ({ query }) => {
        const projects = catalog.projects();
        const { items, nextPageToken } = pageOf(projects, query, 1000);
        return {
          kind: 'bigquery#projectList',
          projects: items.map((id) => ({
            kind: 'bigquery#project',
            id,
            numericId: '0',
            friendlyName: id,
            projectReference: { projectId: id },
          })),
          totalItems: projects.length,
          ...(nextPageToken ? { nextPageToken } : {}),
        };
      },
    },
  ];
}
