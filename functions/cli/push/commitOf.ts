import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The commit that a folder is at, with `+changes` where files of it differ; undefined where there is no Git. */
export async function commitOf(folder: string): Promise<string | undefined> {
  try {
    const { stdout: commit } = await run('git', ['-C', folder, 'rev-parse', 'HEAD']);
    const { stdout: changed } = await run('git', ['-C', folder, 'status', '--porcelain', '--', '.']);
    return `${commit.trim()}${changed.trim() === '' ? '' : '+changes'}`;
  } catch {
    // It is a record of where rules came from, and never a reason not to push them.
    return undefined;
  }
}
