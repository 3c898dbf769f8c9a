export { modificationsADay } from '../rule/modificationLimits.ts';
