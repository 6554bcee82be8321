// Tests the page in a browser: `node page.mjs BROWSER PAGE FOLDER`. Screenshots are written to FOLDER. With the variable ONLY, only
// tests whose name contains its value run.

import assert from "node:assert/strict";
import * as access from "./access.mjs";
import * as files from "./files.mjs";
import * as safety from "./safety.mjs";
import { browser, close, open, screenshots } from "./session.mjs";
import * as strings from "./strings.mjs";

const all = [strings, files, safety, access].flatMap(({ tests }) => Object.entries(tests));
const tests = all.filter(([name]) => name.includes(process.env.ONLY ?? ""));
let failed = 0;
for (const [name, test] of tests) {
  const start = performance.now();
  try {
    await open();
    await test();
    assert.deepEqual(browser.problems, [], "problems that the browser reported");
    console.log(`ok ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failed++;
    browser.problems.length = 0;
    console.log(`FAILED ${name}: ${error.stack}`);
  }
}
await close();
console.log(`${tests.length - failed} of ${tests.length} tests passed; screenshots are in ${screenshots}`);
process.exitCode = failed > 0 ? 1 : 0;
