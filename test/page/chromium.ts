import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflate } from '@sparticuz/chromium';
import puppeteer, { type Browser, type LaunchOptions } from 'puppeteer-core';
import { ROOT } from '../../emulators/places.ts';
import manifest from '../../package.json' with { type: 'json' };

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** Chromium's own sandbox needs rights that containers lack; what it is shown here is our own page. */
const ARGS = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--force-color-profile=srgb'];

/**
 * Starts a browser: the one that `CHROMIUM` names, or one on the PATH; where there is none, on Linux with x64, that of the npm
 * package @sparticuz/chromium; elsewhere Chrome, where it usually is.
 * @throws Error where there is none, with what to do.
 */
export async function startChromium(): Promise<Browser> {
  try {
    return await puppeteer.launch({ args: ARGS, headless: 'shell', ...(await choice()) });
  } catch (cause) {
    throw new Error('The page needs a browser: install Chromium or Chrome, or name it by the variable CHROMIUM', {
      cause,
    });
  }
}

async function choice(): Promise<LaunchOptions> {
  const found = process.env['CHROMIUM'] || onPath();
  if (found) return { executablePath: found };
  return process.platform === 'linux' && process.arch === 'x64' ? packaged() : { channel: 'chrome' };
}

const onPath = (): string | undefined =>
  NAMES.flatMap((name) =>
    (process.env['PATH'] ?? '').split(path.delimiter).map((folder) => path.join(folder, name)),
  ).find(existsSync);

const PARTS = ['chromium.br', 'fonts.tar.br', 'al2023.tar.br'];

/** Unpacks it once for all runs, in some seconds; the libraries and fonts that it needs, and a bare system lacks, come with it. */
async function packaged(): Promise<LaunchOptions> {
  const caches = path.join(ROOT, 'node_modules/.cache');
  const home = path.join(caches, `chromium-${manifest.devDependencies['@sparticuz/chromium']}`);
  if (!existsSync(home)) {
    const unpacking = `${home}-${process.pid}`;
    await mkdir(unpacking, { recursive: true });
    // The package unpacks to the folder for temporary files, which is where this says.
    const { TMPDIR } = process.env;
    process.env['TMPDIR'] = unpacking;
    const packed = path.join(path.dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '../bin');
    await Promise.all(PARTS.map((part) => inflate(path.join(packed, part))));
    if (TMPDIR === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = TMPDIR;
    await writeFile(path.join(unpacking, 'fonts.conf'), fontsConf(home));
    await rename(unpacking, home).catch(() => rm(unpacking, { recursive: true }));
  }
  const env = {
    ...process.env,
    LD_LIBRARY_PATH: path.join(home, 'al2023/lib'),
    FONTCONFIG_FILE: path.join(home, 'fonts.conf'),
  };
  return { executablePath: path.join(home, 'chromium'), env };
}

const fontsConf = (home: string): string => `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>${home}/fonts</dir><cachedir>${home}/fontconfig</cachedir></fontconfig>
`;
