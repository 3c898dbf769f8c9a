import type { Process } from '../model/process.ts';

/** Whether actions of the rule have begun: what they may have done to files and tables is no concern of the load any more. */
export const hasActed = ({ steps }: Pick<Process, 'steps'>): boolean =>
  steps.some(({ path }) => /^(?:Before\[\d+\]\.)*On(?:Success|BadFiles)\[/.test(path));
