import { account } from './checks/account.ts';
import { apis } from './checks/apis.ts';
import { basicRoles } from './checks/basicRoles.ts';
import { bucketProject } from './checks/bucketProject.ts';
import { bucketRegion } from './checks/bucketRegion.ts';
import { buckets } from './checks/buckets.ts';
import { database } from './checks/database.ts';
import { databaseDeclared } from './checks/databaseDeclared.ts';
import { databaseLocation } from './checks/databaseLocation.ts';
import { databaseMode } from './checks/databaseMode.ts';
import { datasets } from './checks/datasets.ts';
import { deliveries } from './checks/deliveries.ts';
import { dispatchTrigger } from './checks/dispatchTrigger.ts';
import { expiry } from './checks/expiry.ts';
import { functions } from './checks/functions.ts';
import { history } from './checks/history.ts';
import { indexes } from './checks/indexes.ts';
import { lastTick } from './checks/lastTick.ts';
import { opsListeners } from './checks/opsListeners.ts';
import { params } from './checks/params.ts';
import { paramsInForce } from './checks/paramsInForce.ts';
import { publicBuckets } from './checks/publicBuckets.ts';
import { publicFunctions } from './checks/publicFunctions.ts';
import { quota } from './checks/quota.ts';
import { requesterPays } from './checks/requesterPays.ts';
import { retention } from './checks/retention.ts';
import { roles } from './checks/roles.ts';
import { rules } from './checks/rules.ts';
import { rulesWriters } from './checks/rulesWriters.ts';
import { schedule } from './checks/schedule.ts';
import { softDelete } from './checks/softDelete.ts';
import { storageAgent } from './checks/storageAgent.ts';
import { tailTrigger } from './checks/tailTrigger.ts';
import { topic } from './checks/topic.ts';
import { versioning } from './checks/versioning.ts';
import type { Check } from './model/check.ts';

/** Without which no other check knows what to look at. */
export const FIRST: Check = params;

/** All other checks, in the order of a deployment. */
export const CHECKS: readonly Check[] = [
  apis,
  buckets,
  bucketProject,
  bucketRegion,
  opsListeners,
  retention,
  softDelete,
  versioning,
  requesterPays,
  publicBuckets,
  database,
  databaseMode,
  databaseLocation,
  databaseDeclared,
  indexes,
  expiry,
  topic,
  functions,
  paramsInForce,
  tailTrigger,
  dispatchTrigger,
  deliveries,
  schedule,
  lastTick,
  publicFunctions,
  account,
  roles,
  basicRoles,
  storageAgent,
  quota,
  rules,
  rulesWriters,
  datasets,
  history,
];
