// node test/page/picture/main.ts: makes the picture of the monitor in the documents anew, from its real page.
import path from 'node:path';
import { ROOT } from '../../../emulators/places.ts';
import { page as monitorPage } from '../../../functions/src/monitor/page/page.ts';
import { AT } from '../../unit/monitor/seen.ts';
import { startChromium } from '../chromium.ts';
import { troubledShop } from './troubledShop.ts';

/** In CSS pixels, of which each is one of the picture's. */
const WIDTH = 1_200;

/** How far down the tables reach: what the page has below them is left out. */
const BOTTOM = "Math.ceil(document.querySelector('section[aria-labelledby=tables]').getBoundingClientRect().bottom)";

const browser = await startChromium();
try {
  const page = await browser.newPage();
  await page.setViewport({ width: WIDTH, height: 800 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }]);
  await page.setContent(await monitorPage(troubledShop(), { now: AT, isRefreshed: true }));
  const target = path.join(ROOT, '.github/monitor.png');
  const height = (await page.evaluate(BOTTOM)) as number;
  await page.screenshot({ path: target, type: 'png', clip: { x: 0, y: 0, width: WIDTH, height } });
  console.log(target);
} finally {
  await browser.close();
}
