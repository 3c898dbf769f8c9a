import { userInfo } from 'node:os';
import { GoogleAuth, JWT, UserRefreshClient } from 'google-auth-library';

/** Who runs the command: the account of the caller's credentials, or else the name on this machine. */
export async function principal(projectId: string): Promise<string> {
  const here = userInfo().username;
  if (projectId.startsWith('demo-')) return here;
  try {
    return (await account()) ?? here;
  } catch {
    // What it is asked for is a record of who did it; the credentials themselves are checked by what they are used for.
    return here;
  }
}

async function account(): Promise<string | undefined> {
  const auth = new GoogleAuth({ scopes: ['https://www.googleapis.com/auth/cloud-platform'] });
  const client = await auth.getClient();
  if (client instanceof JWT) return client.email;
  if (!(client instanceof UserRefreshClient)) return (await auth.getCredentials()).client_email;
  const { token } = await client.getAccessToken();
  return token ? (await client.getTokenInfo(token)).email : undefined;
}
