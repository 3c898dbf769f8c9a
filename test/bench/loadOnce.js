// Loads modules in a process of its own, and says how long that took: node loadOnce.js ‹modules as JSON›, from functions/.
import { performance } from 'node:perf_hooks';

const begun = performance.now();
for (const group of JSON.parse(process.argv[2])) await Promise.all(group.map((name) => import(name)));
const ms = performance.now() - begun;
process.stdout.write(JSON.stringify({ ms, bytes: process.memoryUsage().rss }));
process.exit();
