import { z } from 'zod';
import { jsonOf } from '../common/jsonOf.ts';

const claims = z.object({ email: z.string() });

/**
 * Who calls, by the identity token of the call. Cloud Run has checked it before the call gets here (the function is private), and takes
 * away its signature: it is only read.
 */
export function callerOf(headers: Readonly<Record<string, string | string[] | undefined>>): string {
  const given = headers['x-serverless-authorization'] ?? headers['authorization'];
  const [, payload = ''] = /^bearer [^.]+\.([^.]+)/i.exec(String(given)) ?? [];
  const { data } = claims.safeParse(jsonOf(Buffer.from(payload, 'base64url').toString()));
  return data?.email ?? 'somebody without an identity';
}
