import { createRequire } from 'node:module';
import path from 'node:path';
import { ROOT } from '../../emulators/places.ts';
import firebase from '../../firebase.json' with { type: 'json' };

/** A function as `firebase deploy` would deploy it. */
export interface Endpoint {
  id: string;
  platform: string;
  region: string;
  runtime: string;
  entryPoint: string;
  availableMemoryMb?: number;
  cpu?: number;
  timeoutSeconds?: number;
  concurrency?: number;
  maxInstances?: number;
  eventTrigger?: { eventType: string; retry: boolean; eventFilters?: Record<string, string> };
  httpsTrigger?: Record<string, unknown>;
  scheduleTrigger?: { schedule: string };
  serviceAccount?: string;
  environmentVariables?: Record<string, string>;
}

export interface Deployable {
  endpoints: Endpoint[];
  /** Roles that the CLI gives the functions' service account. */
  requiredRoles: string[];
  /** APIs that have to be enabled. */
  requiredAPIs: string[];
}

interface Build {
  endpoints: Record<string, unknown>;
}

interface Backend {
  requiredRoles?: string[];
  requiredAPIs: { api: string }[];
}

interface FunctionsConfig {
  source: string;
}

/** What is used of the CLI's own steps of a deployment; internals, which is why firebase-tools is pinned exactly. */
interface DeploySteps {
  prepare: {
    loadCodebases(...args: unknown[]): Promise<Record<string, Build>>;
    resolveDefaultRegionsForBuild(build: Build, existing: Backend, params: unknown): unknown;
    resolveDefaultTimeout(want: Backend, have: Backend): void;
    resolveCpuAndConcurrency(want: Backend, have: Backend): void;
  };
  build: { resolveBackend(options: Record<string, unknown>): Promise<{ backend: Backend }> };
  backend: { empty(): Backend; allEndpoints(backend: Backend): Endpoint[] };
  validate: {
    endpointsAreValid(want: Backend, have: Backend): void;
    endpointsAreUnique(wants: Record<string, Backend>): void;
  };
  env: { loadUserEnvs(options: Record<string, unknown>): Record<string, string> };
  projectConfig: {
    normalizeAndValidate(functions: unknown): FunctionsConfig[];
    configForCodebase(config: FunctionsConfig[], codebase: string): FunctionsConfig;
    resolveConfigDir(config: FunctionsConfig, codebase: string): string | undefined;
  };
  experiments: { setEnabled(name: string, to: boolean | null): void };
}

function deploySteps(): DeploySteps {
  const require = createRequire(import.meta.url);
  const lib = (module: string) => require(`firebase-tools/lib/${module}`);
  return {
    prepare: lib('deploy/functions/prepare'),
    build: lib('deploy/functions/build'),
    backend: lib('deploy/functions/backend'),
    validate: lib('deploy/functions/validate'),
    env: lib('functions/env'),
    projectConfig: lib('functions/projectConfig'),
    experiments: lib('experiments'),
  };
}

interface Project {
  projectId: string;
  /** A folder that is laid out like this repository. */
  root?: string;
  /** What its firebase.json says of functions. */
  functions?: unknown;
}

/**
 * Takes the built functions through the steps of `firebase deploy --only functions` that need no network: runtime,
 * discovery, params, defaults, validation. Throws with the CLI's own error where it would refuse them, and where it finds
 * none.
 */
export async function discoverFunctions({
  projectId,
  root = ROOT,
  functions = firebase.functions,
}: Project): Promise<Deployable> {
  // The CLI asks npm for the newest firebase-functions, only to recommend it.
  process.env['npm_config_offline'] = 'true';
  // Discovery by a file: the way by a port leaves a timer that holds this process for ten seconds.
  process.env['FIREBASE_FUNCTIONS_DISCOVERY_OUTPUT_PATH'] = 'true';
  const { prepare, build, backend, validate, env, projectConfig, experiments } = deploySteps();
  experiments.setEnabled('kits', true);
  const config = projectConfig.normalizeAndValidate(functions);
  const firebaseConfig = { projectId };
  const at = (folder: string): string => path.join(root, folder);
  const options = { projectId, config: { projectDir: root, path: at }, nonInteractive: true };

  const deployable: Deployable = { endpoints: [], requiredRoles: [], requiredAPIs: [] };
  const wanted: Record<string, Backend> = {};
  const builds = await prepare.loadCodebases(config, options, firebaseConfig, { firebase: firebaseConfig });
  for (const [codebase, found] of Object.entries(builds)) {
    const own = projectConfig.configForCodebase(config, codebase);
    const functionsSource = at(own.source);
    const configDir = at(projectConfig.resolveConfigDir(own, codebase) ?? own.source);
    const { backend: want } = await build.resolveBackend({
      build: found,
      firebaseConfig,
      userEnvs: env.loadUserEnvs({ functionsSource, configDir, projectId, projectDir: root }),
      codebase,
      nonInteractive: true,
      isEmulator: false,
      resolveRegions: (resolved: Build, params: unknown) =>
        prepare.resolveDefaultRegionsForBuild(resolved, backend.empty(), params),
    });
    prepare.resolveDefaultTimeout(want, backend.empty());
    prepare.resolveCpuAndConcurrency(want, backend.empty());
    validate.endpointsAreValid(want, backend.empty());
    wanted[codebase] = want;
    deployable.endpoints.push(...backend.allEndpoints(want));
    deployable.requiredRoles.push(...(want.requiredRoles ?? []));
    deployable.requiredAPIs.push(...want.requiredAPIs.map(({ api }) => api));
  }
  validate.endpointsAreUnique(wanted);
  if (deployable.endpoints.length === 0) throw new Error('firebase deploy would find no function');
  return deployable;
}
