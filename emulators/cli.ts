import { runProgram } from '../functions/cli/program.ts';
import { ENDPOINTS } from './places.ts';

await runProgram({ localEndpoints: ENDPOINTS });
