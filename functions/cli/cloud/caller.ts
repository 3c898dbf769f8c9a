import { GoogleAuth, PassThroughClient, UserRefreshClient } from 'google-auth-library';
import { messageOf } from '../../src/common/messageOf.ts';
import { UsageError } from '../input/usageError.ts';

/** Sends requests with the caller's credentials. */
export type Caller = Pick<GoogleAuth, 'request'>;

/** A caller of the local world, which asks for no credentials. */
export const localCaller = (): Caller => new PassThroughClient();

/** @throws UsageError where there are no credentials. */
export async function cloudCaller(projectId: string): Promise<Caller> {
  const auth = new GoogleAuth({ scopes: ['https://www.googleapis.com/auth/cloud-platform'] });
  try {
    const client = await auth.getClient();
    // A person's credentials belong to no project, and some APIs refuse a call that no project pays for.
    if (client instanceof UserRefreshClient) client.quotaProjectId ??= projectId;
    return client;
  } catch (error) {
    throw new UsageError(
      `there are no Google credentials (${messageOf(error)}); run gcloud auth application-default login`,
    );
  }
}
