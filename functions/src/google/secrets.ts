import { Failure, permanent } from '../failure/failure.ts';
import type { GoogleApi } from './googleApi.ts';

/** Secret Manager. Calls reject with a `Failure`, whose message never holds a secret. */
export interface Secrets {
  /** The latest version of a secret, or the one that its full name names. */
  read(name: SecretName): Promise<string>;
}

export interface SecretName {
  projectId: string;
  secretId: string;
  /** `latest` or a number. */
  version: string;
}

const NAME = /^(?:projects\/([^/]+)\/secrets\/)?([\w-]{1,255})(?:\/versions\/(latest|\d+))?$/;

/** Reads `name` or `projects/‹p›/secrets/‹name›`, either with `/versions/‹n›`; undefined where the text is neither. */
export function parseSecret(text: string, ownProjectId: string): SecretName | undefined {
  const [, projectId = ownProjectId, secretId, version = 'latest'] = NAME.exec(text) ?? [];
  return secretId === undefined ? undefined : { projectId, secretId, version };
}

const ADVICE: Readonly<Record<string, string>> = {
  http404: 'it has no such version; create the secret, or mend its name',
  http403:
    'the functions may not read it; grant their service account roles/secretmanager.secretAccessor on that secret',
};

/** Over the REST API: the official client, with gRPC, would add more than 40 MB for one kind of call. */
export function createSecrets(api: GoogleApi): Secrets {
  return {
    async read({ projectId, secretId, version }) {
      const name = `projects/${encodeURIComponent(projectId)}/secrets/${secretId}/versions/${version}`;
      const doing = `Secret Manager did not answer ${name}`;
      try {
        const answer = await api.call({ url: `https://secretmanager.googleapis.com/v1/${name}:access`, doing });
        const { payload } = answer as { payload?: { data?: string } };
        return Buffer.from(payload?.data ?? '', 'base64')
          .toString('utf8')
          .trim();
      } catch (error) {
        const advice = error instanceof Failure ? ADVICE[error.reason] : undefined;
        throw advice === undefined ? error : permanent('secret', `${doing}: ${advice}`);
      }
    },
  };
}
