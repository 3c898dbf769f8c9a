// Makes a clone ready to run: installs what is missing or no longer fits the lock files. Whatever Node the user has runs
// this, before anything is installed: so plain JavaScript, no dependency, no syntax newer than Node 20.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST_HOST_NODE = 20;
// The first major version that runs TypeScript files as they are without a flag, and the functions' runtime.
const OLDEST_OWN_NODE = 24;

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const bin = path.join(root, 'node_modules', '.bin');
const ownNode = path.join(bin, 'node');

/** Ends with one sentence instead of a stack trace. */
function refuse(sentence) {
  console.error(sentence);
  process.exit(1);
}

/**
 * Remembers which lock file the packages of a folder were installed from. Not npm's own record of what is there: which
 * optional and nested packages that holds depends on the platform, the registry and the version of npm.
 */
function lockStamp(folder) {
  const lock = readFileSync(path.join(folder, 'package-lock.json'));
  const wanted = createHash('sha256').update(lock).digest('hex');
  const file = path.join(folder, 'node_modules', '.installed-from');
  return {
    fits: () => existsSync(file) && readFileSync(file, 'utf8') === wanted,
    write() {
      // A new file: a copy of the folder by hard links goes on saying what that copy was installed from.
      rmSync(file, { force: true });
      writeFileSync(file, wanted);
    },
  };
}

/** Runs npm in a folder, under the given Node. The npm that started this script is preferred: it is known to be there. */
function npm(folder, node, args) {
  const env = { ...process.env, PATH: [bin, process.env.PATH].join(path.delimiter) };
  const options = { cwd: folder, env, stdio: ['ignore', 'inherit', 'inherit'] };
  const started = process.env.npm_execpath
    ? spawnSync(node, [process.env.npm_execpath, ...args], options)
    : spawnSync('npm', args, options);
  if (started.error) refuse(`npm could not be started (${started.error.message}): install Node.js with npm.`);
  return started.status === 0;
}

/** Installs a folder's packages, by its lock file, unless they are there. */
function install(folder, node) {
  const stamp = lockStamp(folder);
  if (stamp.fits()) return;
  const shown = path.relative(root, folder) || 'the project';
  console.log(`Installing the packages of ${shown} …`);
  // No package needs its install script here, and one of them would compile C++ for more than a minute. Not `npm ci`: it
  // refuses a lock file that lacks the optional packages of other platforms, as one made behind a partial mirror does.
  if (!npm(folder, node, ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'])) {
    refuse(`The packages of ${shown} could not be installed: see npm's message above, then run the command again.`);
  }
  stamp.write();
}

function majorVersion(node) {
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  return Number(/^v(\d+)/.exec(stdout ?? '')?.[1] ?? 0);
}

if (Number(process.versions.node.split('.')[0]) < OLDEST_HOST_NODE) {
  refuse(`Node.js ${OLDEST_HOST_NODE} or newer is needed, this is ${process.version}: install a newer one.`);
}
install(root, process.execPath);
if (majorVersion(ownNode) < OLDEST_OWN_NODE) {
  refuse(
    `npm installed no Node.js ${OLDEST_OWN_NODE} for ${process.platform}-${process.arch}: it exists for Linux and macOS, ` +
      'as an optional dependency. If `npm config get omit` says "optional", take that out, and run the command again.',
  );
}
// Under its own Node: npm silently leaves out packages whose `engines` do not fit the Node it runs on.
install(path.join(root, 'functions'), ownNode);
