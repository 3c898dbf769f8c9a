import { isPublic, membersWith } from '../../cloud/policy.ts';
import { projectPolicy } from '../../cloud/projectResources.ts';
import { bucketPolicy } from '../../cloud/storageResources.ts';
import { type Check, ok, warning } from '../model/check.ts';
import { accountOf } from '../model/deployed.ts';

/** Roles that create or replace objects (Cloud Storage: IAM roles). */
const WRITING = /^roles\/storage\.(?:admin|objectAdmin|objectUser|objectCreator|legacyBucketOwner|legacyBucketWriter)$/;

/** Groups whose members nobody here chose: a whole domain, and those whom a project-wide role reaches. */
export const rulesWriters: Check = {
  id: 'rulesWriters',
  right: 'Who may write rules, which run SQL with the rights of the functions, was given that for this bucket by name.',
  todo: ({ configBucket }) =>
    `Grant roles/storage.objectUser on gs://${configBucket} to those who write rules, and take the wider grant back.`,
  async look(world) {
    const [email, whole, own] = await Promise.all([
      accountOf(world),
      world.read(projectPolicy(world.projectId)),
      world.read(bucketPolicy(world.configBucket)),
    ]);
    if (!whole || !own) return [];
    const isOurs = (member: string): boolean => member === `serviceAccount:${email}` || isPublic(member);
    const byProject = membersWith(whole, (role) => WRITING.test(role)).filter((member) => !isOurs(member));
    const byName = membersWith(own, (role) => WRITING.test(role)).filter((member) => !isOurs(member));
    const domains = byName.filter((member) => member.startsWith('domain:'));
    return [
      ...byProject.map((member) => warning(`${member} may write rules, by a role for all buckets of the project`)),
      ...domains.map((member) => warning(`${member} may write rules`)),
      ok(`besides owners and the functions, ${byName.length === 0 ? 'nobody' : byName.join(', ')} may write rules`),
    ];
  },
};
