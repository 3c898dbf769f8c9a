import { buildFunctions } from '../../emulators/world/buildFunctions.ts';

/** All that the CLI discovers are the built functions. */
export const setup = buildFunctions;
