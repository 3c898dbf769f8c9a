// npm run deployable: what `firebase deploy --only functions` would deploy, found without a network or a login.

import { PROJECT } from '../../emulators/places.ts';
import { buildFunctions } from '../../emulators/world/buildFunctions.ts';
import { discoverFunctions, type Endpoint } from './discoverFunctions.ts';

const row = (endpoint: Endpoint) => ({
  function: endpoint.id,
  trigger: endpoint.eventTrigger?.eventType ?? 'HTTPS',
  filter: Object.values(endpoint.eventTrigger?.eventFilters ?? {}).join(' '),
  retry: endpoint.eventTrigger?.retry ?? false,
  region: String(endpoint.region),
  runtime: endpoint.runtime,
  'memory MiB': endpoint.availableMemoryMb,
  cpu: endpoint.cpu,
  'timeout s': endpoint.timeoutSeconds,
  concurrency: endpoint.concurrency,
  'max instances': endpoint.maxInstances,
});

buildFunctions();
const { endpoints, requiredRoles } = await discoverFunctions(process.argv[2] ?? PROJECT);
console.table(endpoints.map(row));
console.log(`Roles: ${requiredRoles.join(', ')}`);
console.log(`The Firebase CLI accepts all ${endpoints.length} functions.`);
