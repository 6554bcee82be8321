// The browser with the page, and what a user does in it.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Browser } from "../../cli/tests/browser/browser.mjs";

const [executable, file, screenshotFolder] = process.argv.slice(2);
export const screenshots = screenshotFolder;
export const url = pathToFileURL(resolve(file)).href;
export const fixtures = resolve("cli/tests/fixtures/report");
/** A folder for the files of the tests. */
export const folder = mkdtempSync(join(tmpdir(), "page-"));
export const browser = await Browser.start(executable);

/** A valid string with findings. */
export const WEAK = "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=False;";
export const SECRET = "xK9qWv7z";
/** A string with errors, fixes and a secret. */
export const BROKEN = `SmtpServer=smtp://mail.contoso.com:587;EnableSsl=yes;Timeout=30;Password=${SECRET}`;

export const byId = (id) => browser.page.locator(`#${id}`);
export const text = (id) => byId(id).textContent();
const rowTexts = () => [...document.querySelectorAll("#records tr")].map((row) => row.innerText);

/** Opens the page in a new context. */
export async function open(options = {}, address = url) {
  await browser.newPage({ viewport: { width: 1280, height: 900 }, acceptDownloads: true, ...options });
  await browser.open(address);
}

/** Enters a string as a paste does, and waits for its result. */
export async function enter(string) {
  await byId("input").fill(string);
  await browser.page.waitForFunction((string) => shown.text === string && shown.report, string);
}

/** Waits for the end of a scan, and returns the texts of its records. */
export async function scanned() {
  await byId("scan-results").waitFor();
  return browser.run(rowTexts);
}

/** Chooses files, as in the dialog of the browser, and waits for the result. */
export async function choose(field, paths) {
  await byId(field).setInputFiles(paths);
  return scanned();
}

/** Saves a report, and returns its content. */
export async function saved(button) {
  const download = browser.page.waitForEvent("download");
  await byId(button).click();
  const path = join(folder, (await download).suggestedFilename());
  await (await download).saveAs(path);
  return readFileSync(path, "utf8");
}

/** Drops files or folders on the page, as from the file manager of the system. */
export async function drop(paths) {
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"]) {
    await browser.send("Input.dispatchDragEvent", { type, x: 300, y: 300, data });
  }
  return scanned();
}

/** Waits until a function returns something. */
export async function waitFor(get) {
  for (;;) {
    const value = get();
    if (value) return value;
    await browser.page.waitForTimeout(20);
  }
}

/** Serves the page, and records the paths of all requests. */
export async function serve() {
  const requests = [];
  const server = createServer((request, response) => {
    requests.push(request.url);
    response.setHeader("content-type", "text/html");
    response.end(request.url === "/" ? readFileSync(file) : "");
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { address: `http://127.0.0.1:${server.address().port}/`, requests, close };
}

export async function close() {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
