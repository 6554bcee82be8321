// The keyboard, screen readers, themes and widths.

import assert from "node:assert/strict";
import { join } from "node:path";
import { lowContrast, overflowing } from "../../cli/tests/browser/layout.mjs";
import { packageOf, writeFiles } from "./packages.mjs";
import {
  BROKEN,
  browser,
  byId,
  choose,
  enter,
  fixtures,
  folder,
  open,
  scanned,
  screenshots,
  text,
  waitFor,
} from "./session.mjs";

export const tests = {
  async "the keyboard is enough"() {
    const press = async (...keys) => {
      for (const key of keys) await browser.page.keyboard.press(key);
    };
    const focused = () => browser.run(() => document.activeElement.id || document.activeElement.textContent);
    await press("Tab");
    assert.equal(await focused(), "input");
    await browser.page.keyboard.type("SmtpServer=mail;EnableSsl=yes");
    await browser.page.waitForFunction(() => shown.text.endsWith("yes"));
    await press("Tab");
    assert.equal(await focused(), "fix-all");
    await press("Tab", "Tab", "Tab", "Tab");
    assert.equal(await focused(), "invalid-boolean");
    await press("Tab", "Enter");
    assert.equal(await byId("input").inputValue(), "SmtpServer=mail;EnableSsl=True");
    assert.equal(await focused(), "input");

    const choosers = [];
    browser.page.on("filechooser", (chooser) => choosers.push(chooser));
    for (const id of ["choose-files", "choose-folder"]) {
      while ((await focused()) !== id) await press("Tab");
      const outline = () => getComputedStyle(document.activeElement).outlineStyle;
      assert.equal(await browser.run(outline), "solid", "the focus is visible");
      await press("Enter");
      const chooser = await waitFor(() => choosers.shift());
      await chooser.setFiles(id === "choose-files" ? [join(fixtures, "billing/Mail.conmgr")] : fixtures);
      await scanned();
    }
    while ((await focused()) !== "save-csv") await press("Tab");
    const download = browser.page.waitForEvent("download");
    await press("Space");
    assert.equal((await download).suggestedFilename(), "smtp-inventory.csv");
  },

  async "a screen reader gets names, and few announcements"() {
    const { page } = browser;
    await page.getByRole("textbox", { name: "Connection string", exact: true }).waitFor();
    await browser.run(() => {
      globalThis.announcements = [];
      const observer = new MutationObserver(() =>
        globalThis.announcements.push(document.getElementById("string-status").textContent),
      );
      observer.observe(document.getElementById("string-status"), {
        childList: true,
        characterData: true,
        subtree: true,
      });
    });
    await byId("input").pressSequentially("SmtpServer=mail;EnableSsl=yes", { delay: 20 });
    await page.waitForFunction(() => globalThis.announcements.length > 0);
    assert.deepEqual(await browser.run(() => globalThis.announcements), ["Not valid: 1 error"]);
    await choose("folder", fixtures);
    assert.equal(await text("scan-status"), await text("scan-title"));
    await page.getByRole("table", { name: "Connection managers and findings" }).waitFor();
    const unnamed = () =>
      [...document.querySelectorAll("button, input:not([hidden]), a, textarea, progress")]
        .filter((element) => !(element.textContent.trim() || element.ariaLabel || element.labels?.length))
        .map(({ outerHTML }) => outerHTML);
    assert.deepEqual(await browser.run(unnamed), []);
    const levels = await browser.run(() =>
      [...document.querySelectorAll("h1, h2, h3, h4")].map(({ localName }) => Number(localName[1])),
    );
    assert.ok(
      levels.every((level, index) => index === 0 || level <= levels[index - 1] + 1),
      `${levels}`,
    );
  },

  async "both themes and all widths are readable"() {
    const name = "x".repeat(200);
    writeFiles(folder, { [`long/${name}/${name}.dtsx`]: packageOf([{ name, string: `SmtpServer=${name}` }]) });
    for (const colorScheme of ["light", "dark"]) {
      for (const width of [1280, 360]) {
        await open({ colorScheme, viewport: { width, height: 900 } });
        assert.deepEqual(await browser.run(overflowing), [], `overflow of the empty page at ${width} px`);
        await enter(`${BROKEN};${"x".repeat(100)}=1;SmtpServer=${"a".repeat(300)}`);
        assert.deepEqual(await browser.run(overflowing), [], `overflow of a long string at ${width} px`);
        await enter(BROKEN);
        const name = (part) => join(screenshots, `${part}-${colorScheme}-${width}.png`);
        await browser.page.screenshot({ path: name("string"), fullPage: true });
        await choose("folder", join(folder, "long"));
        assert.deepEqual(await browser.run(overflowing), [], `overflow of files at ${width} px`);
        assert.deepEqual(await browser.run(lowContrast), [], `contrast in the ${colorScheme} theme`);
        await choose("folder", join(fixtures, "billing"));
        await byId("input").fill("");
        await browser.page.screenshot({ path: name("files"), fullPage: true });
      }
    }
  },
};
