import { runProgram } from '../../functions/cli/program.ts';
import { CLIENT_ENV } from '../places.ts';

await runProgram({
  localEndpoints: CLIENT_ENV,
  openSqlReader: async () => (await import('./openSqlReader.ts')).openSqlReader(),
});
