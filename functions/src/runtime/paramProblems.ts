import { nearest } from '../rule/nearest.ts';
import { type CountSpec, PARAMS, type ParamSpec, type ParamValues, SERVICE_ACCOUNT, type TextSpec } from './params.ts';

const SPECS: Readonly<Record<string, ParamSpec>> = PARAMS;

/**
 * What is wrong with the params of a deployment, a sentence each. One that is absent is no problem: the CLI asks for it. The CLI's
 * discovery, the functions' start and the command line all ask here.
 */
export function paramProblems(values: ParamValues): string[] {
  return [
    ...Object.entries(SPECS).flatMap(([name, spec]) => problemsOf(name, spec, values[name])),
    ...together(values),
  ];
}

/** Names in an env file that are no param: a misspelt one would leave the real one to its default. */
export function unknownParams(names: readonly string[]): string[] {
  const known = [...Object.keys(SPECS), SERVICE_ACCOUNT];
  return (
    names
      // Those of OpenTelemetry are read by its own packages.
      .filter((name) => !known.includes(name) && !name.startsWith('OTEL_'))
      .map((name) => {
        const meant = nearest(name, known);
        return `${name} is no param${meant === undefined ? '' : `: did you mean ${meant}?`}`;
      })
  );
}

function problemsOf(name: string, spec: ParamSpec, value: string | undefined): string[] {
  if (value === undefined) return [];
  if (value.trim() === '' && !(spec.type === 'text' && spec.mayBeEmpty))
    return [`${name} is empty: ${spec.description} Leave the line out to be asked.`];
  const problem = spec.type === 'text' ? textProblem(spec, value) : countProblem(spec, value);
  return problem === undefined ? [] : [`${name} is ${JSON.stringify(value)}: ${problem}`];
}

const textProblem = ({ pattern, shape }: TextSpec, value: string): string | undefined =>
  pattern.test(value) ? undefined : shape;

function countProblem({ min, max }: CountSpec, value: string): string | undefined {
  const count = Number(value);
  return /^\d+$/.test(value) && count >= min && count <= max ? undefined : `give a whole number from ${min} to ${max}`;
}

function together({ TRIGGER_BUCKET, OPS_BUCKET, CONFIG_BUCKET }: ParamValues): string[] {
  if (!TRIGGER_BUCKET) return [];
  const clash = (name: string, loops: string): string =>
    `TRIGGER_BUCKET and ${name} are both ${JSON.stringify(TRIGGER_BUCKET)}: ${loops}; give them two buckets`;
  return [
    ...(TRIGGER_BUCKET === OPS_BUCKET
      ? [clash('OPS_BUCKET', 'each report and quarantined file would be an event of its own')]
      : []),
    ...(TRIGGER_BUCKET === CONFIG_BUCKET
      ? [clash('CONFIG_BUCKET', 'those who deliver files could write rules, which run SQL')]
      : []),
  ];
}
