import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { FUNCTIONS } from './envFiles.ts';

/** Which deployment a command is about. */
export interface Deployment {
  projectId: string;
  /** The folder of its env files. */
  envDir: string;
  /** What the names of its functions begin with: '', or `kit-orders-` for an instance of a kit. */
  prefix: string;
  /** Whether it is an app's, which takes the functions as a kit, and not this project's own. */
  isKit: boolean;
  /** The folder of the firebase.json that deploys it. */
  root: string;
}

interface Options {
  project: string;
  envDir?: string;
  prefix?: string;
}

/** Reads the options that all commands share. */
export function deploymentOf(program: Command): Deployment {
  const { project: projectId, envDir, prefix = '' } = program.opts<Options>();
  const folder = resolve(envDir ?? FUNCTIONS);
  return {
    projectId,
    envDir: folder,
    prefix: prefix === '' || prefix.endsWith('-') ? prefix : `${prefix}-`,
    isKit: envDir !== undefined || prefix !== '',
    root: envDir === undefined ? dirname(FUNCTIONS) : rootAbove(folder),
  };
}

/** The nearest folder with a firebase.json, from there upwards. */
function rootAbove(folder: string): string {
  if (existsSync(join(folder, 'firebase.json'))) return folder;
  const parent = dirname(folder);
  return parent === folder ? dirname(FUNCTIONS) : rootAbove(parent);
}
