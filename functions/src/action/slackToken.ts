import type { Deps } from '../deps/deps.ts';
import { permanent } from '../failure/failure.ts';
import { parseSecret } from '../google/secrets.ts';

/** The bot token in the secret of that name, by default the deployment's. `where` says who named it, for the error. */
export function slackToken(
  { named, where }: { named?: string | undefined; where: string },
  { settings, secrets }: Pick<Deps, 'settings' | 'secrets'>,
): Promise<string> {
  const secret = parseSecret(named ?? settings.slackSecret, settings.projectId);
  if (secret) return secrets.read(secret);
  throw permanent('invalid', `${where} is no name of a secret; write its name, or projects/‹project›/secrets/‹name›`);
}
