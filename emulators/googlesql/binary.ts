import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const PACKAGE = '@fivetrandevelopers/zetasql';

/** Where GoogleSQL's service is, and the protocol buffers that it speaks. */
export interface Binary {
  program: string;
  protos: string;
}

/** How the package names its builds: Linux and macOS, x64 and arm64. */
const BUILDS: Readonly<Record<string, string>> = {
  'linux-x64': 'remote_server.so',
  'linux-arm64': 'remote_server_arm.so',
  'darwin-x64': 'remote_server',
  'darwin-arm64': 'remote_server_arm',
};

/** @throws Error that says what to do where the package, or its build for this platform, is not there. */
export function findBinary(): Binary {
  const platform = `${process.platform}-${process.arch}`;
  const build = BUILDS[platform];
  if (build === undefined)
    throw new Error(`GoogleSQL has no build for ${platform}: run on Linux or macOS, x64 or arm64 (WSL is Linux).`);
  const library = path.join(packageFolder(), 'lib', 'zetasql');
  const program = path.join(library, build);
  if (!existsSync(program)) throw new Error(`GoogleSQL's service is not at ${program}: run npm ci again.`);
  return { program, protos: path.join(library, 'protos') };
}

function packageFolder(): string {
  try {
    return path.dirname(createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`));
  } catch {
    throw new Error(`${PACKAGE} is not installed: run npm ci without --omit=optional.`);
  }
}
