import { projectOf } from '../../cloud/projectResources.ts';
import { bucketOf } from '../../cloud/storageResources.ts';
import { type Check, ok, wrong } from '../model/check.ts';

export const bucketProject: Check = {
  id: 'bucketProject',
  right: 'The trigger bucket belongs to the project of the functions, since no trigger listens to that of another.',
  todo: ({ projectId }) => `Take a bucket of ${projectId}, or deploy to the project of this one.`,
  async look(world) {
    const [bucket, project] = await Promise.all([
      world.read(bucketOf(world.triggerBucket)),
      world.read(projectOf(world.projectId)),
    ]);
    if (!bucket || !project) return [];
    const isOwn = bucket.projectNumber === project.projectNumber;
    return [
      isOwn
        ? ok(`gs://${bucket.name} belongs to ${world.projectId}`)
        : wrong(
            `gs://${bucket.name} belongs to project ${bucket.projectNumber}, and ${world.projectId} is ${project.projectNumber}`,
          ),
    ];
  },
};
