// npm run deployable: what `firebase deploy --only functions` would deploy, found without a network or a login.
import { Command } from 'commander';
import { PROJECT } from '../../emulators/places.ts';
import { buildFunctions } from '../../emulators/world/buildFunctions.ts';
import { readEnvFiles } from '../../functions/cli/input/envFiles.ts';
import { discoverFunctions, type Endpoint } from './discoverFunctions.ts';

const row = (endpoint: Endpoint) => ({
  function: endpoint.id,
  trigger: endpoint.eventTrigger?.eventType ?? (endpoint.scheduleTrigger ? 'schedule' : 'HTTPS'),
  filter: endpoint.scheduleTrigger?.schedule ?? Object.values(endpoint.eventTrigger?.eventFilters ?? {}).join(' '),
  retry: endpoint.eventTrigger?.retry ?? false,
  region: String(endpoint.region),
  runtime: endpoint.runtime,
  'memory MiB': endpoint.availableMemoryMb,
  cpu: endpoint.cpu,
  'timeout s': endpoint.timeoutSeconds,
  concurrency: endpoint.concurrency,
  'max instances': endpoint.maxInstances,
});

/** Answers whether all is well; otherwise stderr says what is not, a line each. */
async function show(project: string): Promise<boolean> {
  const { problems } = await readEnvFiles(project);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) return false;
  buildFunctions();
  const { endpoints, requiredRoles, requiredAPIs } = await discoverFunctions({ projectId: project });
  console.table(endpoints.map(row));
  console.log(`Roles: ${requiredRoles.join(', ') || 'those that the SERVICE_ACCOUNT has'}`);
  console.log(`APIs: ${requiredAPIs.join(', ')}`);
  console.log(`The Firebase CLI accepts all ${endpoints.length} functions.`);
  return true;
}

await new Command('deployable')
  .description('Shows what `firebase deploy --only functions` would deploy, without a network or a login.')
  .argument('[project]', 'its params are in functions/.env and functions/.env.‹project›', PROJECT)
  .action(async (project: string) => {
    try {
      if (!(await show(project))) process.exitCode = 1;
    } catch (error) {
      console.error(error instanceof Error ? error.message : String(error));
      process.exitCode = 1;
    }
  })
  .parseAsync();
