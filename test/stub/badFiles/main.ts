import { parseArgs } from 'node:util';
import { BAD_FILES } from '../../support/badFiles.ts';
import { badFileOutcome } from './badFileOutcome.ts';
import { startStubCloud } from './stubCloud.ts';

/** Prints what becomes of every kind of bad file, alone and among nine good ones, as a table in Markdown. */
const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
const GOOD_FILES = 9;
const WIDTH = 110;

const cell = (text: string): string =>
  text
    .replace(/\p{Cc}/gu, '·')
    .replaceAll('|', '\\|')
    .slice(0, WIDTH);

const world = await startStubCloud();
try {
  await world.stub.client().createDataset('ds');
  console.log('| file | alone | among ten | loads | good rows | reason |');
  console.log('| --- | --- | --- | --- | --- | --- |');
  for (const bad of BAD_FILES.filter(({ name }) => name.includes(values.only))) {
    const alone = await badFileOutcome(bad, 0, world);
    const among = await badFileOutcome(bad, GOOD_FILES, world);
    const rows = `${among.ids.length} of ${GOOD_FILES}`;
    const facts = [bad.name, alone.place, among.place, `${alone.loads}, ${among.loads}`, rows, among.reason];
    console.log(`| ${facts.map(cell).join(' | ')} |`);
  }
} finally {
  await world.remove();
}
