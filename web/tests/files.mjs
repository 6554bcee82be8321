// Files and folders: choosing, dropping, saving, large packages.

import assert from "node:assert/strict";
import { join } from "node:path";
import { packageOf, writeFiles } from "./packages.mjs";
import {
  BROKEN,
  WEAK,
  browser,
  byId,
  choose,
  drop,
  enter,
  fixtures,
  folder,
  open,
  saved,
  scanned,
  serve,
  text,
  url,
} from "./session.mjs";

/** The longest time that the page may not respond, in milliseconds. */
const MAX_BLOCKED = 1000;

/** Records the longest time that the page did not respond, in milliseconds. */
function watch() {
  globalThis.longest = 0;
  let last = performance.now();
  const tick = () => {
    const now = performance.now();
    globalThis.longest = Math.max(globalThis.longest, now - last);
    last = now;
    setTimeout(tick, 10);
  };
  tick();
}
export const tests = {
  async "chosen files and folders are scanned, and the reports saved"() {
    const rows = await choose("folder", fixtures);
    assert.match(await text("scan-title"), /^10 files read: \d+ errors, \d+ warnings, \d+ notes$/);
    assert.match(
      rows.find((row) => row.startsWith("Archive mail")),
      /report\/billing\/Archive\.conmgr:7:46/,
    );
    assert.match(rows.join("\n"), /Broken\.dtsx/);
    const cells = () => [...document.querySelectorAll("#records [data-label=Authentication]")].map((c) => c.textContent);
    const methods = new Set(await browser.run(cells));
    assert.ok(methods.has("Windows") && methods.has("anonymous") && !methods.has("windows"), [...methods].join());
    const badges = await browser.run(() =>
      [...document.querySelectorAll("#records ul")].map((list) =>
        [...list.querySelectorAll(".badge")].map((badge) => badge.textContent),
      ),
    );
    const ranks = badges.map((list) => list.map((severity) => ["error", "warning", "note"].indexOf(severity)));
    assert.ok(ranks.some((list) => new Set(list).size > 1));
    assert.deepEqual(
      ranks,
      ranks.map((list) => list.toSorted()),
      "the most severe finding is first",
    );
    const csv = await saved("save-csv");
    assert.ok(csv.startsWith("\ufefftype,file,entry,"));
    assert.equal(csv.trimEnd().split("\r\n").length, rows.length + 1);
    const html = await saved("save-html");
    assert.ok(html.startsWith("<!DOCTYPE html>") && html.includes("Archive.conmgr"));

    // Files without their folder are one project, and it is not complete.
    assert.equal((await choose("files", [join(fixtures, "billing/Mail.conmgr")])).length, 1);
    writeFiles(folder, { "none/readme.txt": "", "other/Document.dtsx": "%PDF-1.7" });
    assert.deepEqual(await choose("files", [join(folder, "other/Document.dtsx")]), []);
    const nothing = "1 file read: no SMTP connection manager, Send Mail task or connection string found";
    assert.equal(await text("scan-title"), nothing);
    await byId("folder").setInputFiles(join(folder, "none"));
    await byId("scan-failure").filter({ hasText: "No SSIS files" }).waitFor();
  },

  async "dropped files and folders are scanned"() {
    const files = ["billing/Mail.conmgr", "billing/Invoices.dtsx"].map((name) => join(fixtures, name));
    assert.match((await drop(files)).join("\n"), /Mail\.conmgr/);
    writeFiles(folder, {
      "etl/sub/Mail.dtsx": packageOf([{ name: "Mail", string: WEAK }]),
      "etl/.git/Old.dtsx": packageOf([{ name: "Old", string: WEAK }]),
      "etl/bin/Copy.dtsx": packageOf([{ name: "Copy", string: WEAK }]),
    });
    // Chromium does not list the entries of a folder for a local file, and other browsers have no handles.
    const server = await serve();
    for (const [address, hasHandles] of [
      [url, true],
      [server.address, true],
      [server.address, false],
    ]) {
      await open({}, address);
      if (!hasHandles) await browser.run(() => delete DataTransferItem.prototype.getAsFileSystemHandle);
      const rows = await drop([join(folder, "etl")]);
      assert.equal(rows.length, 1);
      assert.match(rows[0], /etl\/sub\/Mail\.dtsx/);
      assert.match(
        await text("unread"),
        /Skipped 1 hidden file or folder and 1 folder named bin or obj: etl\/\.git, etl\/bin/,
      );
    }
    server.close();
  },

  async "a package of 20 MB does not block the page"() {
    // The most records that a package of this size can have are worse than one.
    const many = Array.from({ length: 20_000 }, (_, number) => ({ name: `Mail ${number}`, string: BROKEN, number }));
    const large = packageOf([{ name: "Mail", string: WEAK }], 20_000_000);
    writeFiles(folder, { "Large.dtsx": large, "Many.dtsx": packageOf(many, 20_000_000) });
    for (const [name, rows] of [
      ["Large.dtsx", 1],
      ["Many.dtsx", 100],
    ]) {
      let longest;
      // On a busy machine, the browser has to wait. A page that blocks does so each time.
      for (let attempt = 0; attempt < 3 && !(longest < MAX_BLOCKED); attempt++) {
        await open();
        await browser.run(watch);
        const start = performance.now();
        await byId("files").setInputFiles(join(folder, name));
        // The string is checked during the scan.
        await enter(WEAK);
        assert.ok(await byId("scan-progress").isVisible(), "the scan ended before the string was checked");
        assert.equal((await scanned()).length, rows);
        longest = await browser.run(() => globalThis.longest);
        console.log(
          `  ${name}: ${Math.round(performance.now() - start)} ms, blocked for at most ${Math.round(longest)} ms`,
        );
      }
      assert.ok(longest < MAX_BLOCKED, `blocked for ${longest} ms`);
    }
    await byId("more-records").click();
    await browser.page.waitForFunction(() => document.querySelectorAll("#records tr").length === 200);

    await browser.run(() => scanner.end());
    await browser.run(() => (scanner.call = () => Promise.reject(new Error("unreachable"))));
    await byId("save-html").click();
    await byId("scan-failure").filter({ hasText: "too little memory" }).waitFor();
    await byId("files").setInputFiles(join(folder, "Many.dtsx"));
    await byId("cancel").click();
    assert.equal(await text("scan-failure"), "The scan was canceled.");
  },
};
