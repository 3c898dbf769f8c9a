import { type Check, faultsOr, wrong } from '../model/check.ts';

export const params: Check = {
  id: 'params',
  right: 'The env files give the two buckets, and no param that is unknown or cannot be right.',
  todo: ({ projectId }) => `Mend functions/.env.${projectId}; functions/DEPLOYMENT.md, "Params", lists them.`,
  isLocal: true,
  async look({ problems, written, projectId }) {
    const missing = ['TRIGGER_BUCKET', 'OPS_BUCKET']
      .filter((name) => written[name] === undefined)
      .map((name) => `${name} is not given`);
    return faultsOr([...problems, ...missing].map(wrong), `the params of functions/.env.${projectId} can be right`);
  },
};
