// Checks a report in a browser: `node report.mjs BROWSER REPORT FOLDER`. Screenshots and a PDF are written to FOLDER.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Browser } from "./browser.mjs";
import { lowContrast, overflowing } from "./layout.mjs";

const [executable, report, folder] = process.argv.slice(2);
const url = pathToFileURL(resolve(report)).href;
const save = (name, data) => writeFileSync(join(folder, name), Buffer.from(data, "base64"));

/** Returns the text of every row, in order. */
const rowTexts = () => [...document.querySelectorAll("tbody tr")].map((row) => row.textContent);

/** Sorts each table by each column, in both directions, and returns what is wrong. */
function sortEverything() {
  const wrong = [];
  const collator = new Intl.Collator("en", { numeric: true });
  for (const table of document.querySelectorAll("table:has(th button)")) {
    const count = table.tBodies[0].rows.length;
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const orders = [1, 2].map(() => {
        head.querySelector("button").click();
        const key = (row) => row.cells[column].dataset.sort ?? row.cells[column].textContent.trim();
        const keys = [...table.tBodies[0].rows].map(key);
        const sign = head.getAttribute("aria-sort") === "ascending" ? 1 : -1;
        const isSorted = keys.every((key, index) => index === 0 || sign * collator.compare(keys[index - 1], key) <= 0);
        if (!isSorted || keys.length !== count) wrong.push(`${table.className}, column ${column}`);
        return head.getAttribute("aria-sort");
      });
      if (new Set(orders).size !== 2) wrong.push(`${table.className}, column ${column}: ${orders}`);
      if (table.querySelectorAll("[aria-sort]").length !== 1) wrong.push(`${table.className}: aria-sort`);
    });
  }
  return wrong;
}

/** Filters a table by the name in a row, follows a link to a hidden row, and returns how many rows were shown. */
function filterManagers() {
  const table = document.querySelector("table.managers");
  const rows = [...table.tBodies[0].rows];
  const shown = () => rows.filter((row) => !row.hidden).length;
  const input = table.previousElementSibling.querySelector("input");
  const counts = [shown()];
  input.value = "no such connection manager";
  input.dispatchEvent(new Event("input"));
  counts.push(shown());
  document.querySelector(`a[href="#${rows[0].id}"]`).click();
  counts.push(shown());
  return { counts, total: rows.length };
}

/** Tries to run code that the policy forbids, and returns what ran. */
function inject() {
  const script = document.createElement("script");
  script.textContent = "window.injected = true";
  document.body.append(script);
  document.body.setAttribute("style", "color: rgb(1, 2, 3)");
  return [window.injected === true, getComputedStyle(document.body).color === "rgb(1, 2, 3)"];
}

const browser = await Browser.start(executable);

async function open() {
  await browser.open(url);
  assert.deepEqual(browser.problems, [], "problems that the browser reported");
}

try {
  const media = (value) => ({ features: [{ name: "prefers-color-scheme", value }] });
  for (const scheme of ["light", "dark"]) {
    await browser.send("Emulation.setEmulatedMedia", media(scheme));
    for (const width of [1280, 400]) {
      const metrics = { width, height: 900, deviceScaleFactor: 1, mobile: false };
      await browser.send("Emulation.setDeviceMetricsOverride", metrics);
      await open();
      assert.deepEqual(await browser.run(overflowing), [], `overflow at ${width} px`);
      const { data } = await browser.send("Page.captureScreenshot", { captureBeyondViewport: true });
      save(`${scheme}-${width}.png`, data);
      await browser.run(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
      assert.deepEqual(await browser.run(lowContrast), [], `contrast in the ${scheme} theme`);
      assert.deepEqual(await browser.run(overflowing), [], `overflow at ${width} px with open lists`);
    }
  }

  await browser.send("Emulation.clearDeviceMetricsOverride");
  await open();
  const before = await browser.run(rowTexts);
  assert.ok(before.length > 0, "the report has rows");
  assert.deepEqual(await browser.run(sortEverything), [], "sorting");
  assert.deepEqual((await browser.run(rowTexts)).sort(), [...before].sort(), "sorting changes only the order");
  const { counts, total } = await browser.run(filterManagers);
  assert.deepEqual(counts, [total, 0, total], "filtering");

  await open();
  const { data } = await browser.send("Page.printToPDF", { preferCSSPageSize: true, printBackground: false });
  const pdf = Buffer.from(data, "base64");
  save("report.pdf", data);
  const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  const box = pdf.toString("latin1").match(/\/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]/);
  assert.deepEqual(box?.slice(1).map((points) => Math.round(points)), [595, 842], "A4");

  // Without scripts, the report is complete.
  await browser.send("Emulation.setScriptExecutionDisabled", { value: true });
  await open();
  assert.deepEqual(await browser.run(rowTexts), before, "the rows without scripts");
  assert.equal(await browser.run(() => document.querySelectorAll("button, input").length), 0, "controls without scripts");
  await browser.send("Emulation.setScriptExecutionDisabled", { value: false });

  assert.deepEqual(browser.problems, [], "problems that the browser reported");

  // The policy is in force. This is the last check, because the browser reports the violations.
  await open();
  assert.deepEqual(await browser.run(inject), [false, false], "forbidden code ran");
  assert.equal(browser.problems.filter((problem) => problem.includes("Content Security Policy")).length, 2);

  console.log(`${before.length} rows, ${pages} pages; screenshots and a PDF are in ${folder}`);
} finally {
  await browser.close();
}
