import { CannotLook } from '../cloud/cannotLook.ts';
import type { Check } from './model/check.ts';
import { OUTCOMES, type Report, type ReportedFinding } from './model/report.ts';
import type { World } from './model/world.ts';
import { CHECKS, FIRST } from './registry.ts';

/** Makes all checks; a project whose params cannot be right is looked at no further. */
export async function examine(world: World): Promise<Report> {
  const { projectId: project } = world;
  const first = await findingsOf(FIRST, world);
  if (first.some(({ outcome }) => outcome === 'wrong')) {
    const reason = 'the params have to be right first';
    return { project, findings: first, notChecked: { reason, checks: CHECKS.map(({ id }) => id) } };
  }
  const isLocal = project.startsWith('demo-');
  const made = CHECKS.filter((check) => !isLocal || check.isLocal);
  const others = CHECKS.filter((check) => !made.includes(check)).map(({ id }) => id);
  const findings = [first, ...(await Promise.all(made.map((check) => findingsOf(check, world))))].flat();
  return {
    project,
    findings: findings.toSorted((a, b) => OUTCOMES.indexOf(a.outcome) - OUTCOMES.indexOf(b.outcome)),
    ...(others.length > 0 ? { notChecked: { reason: 'not in the local world', checks: others } } : {}),
  };
}

async function findingsOf(check: Check, world: World): Promise<ReportedFinding[]> {
  const { id, right } = check;
  try {
    const findings = await check.look(world);
    return findings.map(({ outcome, found }) => ({
      check: id,
      outcome,
      found,
      right,
      ...(outcome === 'ok' ? {} : { todo: check.todo(world) }),
    }));
  } catch (error) {
    if (!(error instanceof CannotLook)) throw error;
    return [{ check: id, outcome: 'unknown', found: error.message, right }];
  }
}
