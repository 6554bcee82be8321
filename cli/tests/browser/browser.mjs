// A page in Chromium, controlled by Playwright. The variable BROWSER_TOOLS is the folder with its package.

import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(pathToFileURL(`${resolve(process.env.BROWSER_TOOLS)}/`));
const { chromium } = require("playwright-core");

/** The time after which an action fails, in milliseconds. The machine may be busy. */
const TIMEOUT = 120_000;

export class Browser {
  #browser;
  #devtools;
  /** The page, for what Playwright does better than a function in the page: keys, files, downloads. */
  page;
  /** What the browser complained about, and every request for another address than the page. */
  problems = [];

  static async start(executable) {
    const browser = new Browser();
    // The sandbox of Chromium refuses to run as root.
    browser.#browser = await chromium.launch({ executablePath: executable, chromiumSandbox: process.getuid?.() !== 0 });
    // Without the emulation of Playwright, so that commands of the DevTools protocol can emulate.
    await browser.newPage({ viewport: null, colorScheme: null });
    return browser;
  }

  /** Opens an empty page in a new context, with options of Playwright, and closes the old one. */
  async newPage(options = {}) {
    await this.page?.context().close();
    const context = await this.#browser.newContext(options);
    context.setDefaultTimeout(TIMEOUT);
    this.page = await context.newPage();
    this.#devtools = await context.newCDPSession(this.page);
    this.page.on("console", (message) => this.problems.push(`console: ${message.text()}`));
    this.page.on("pageerror", (error) => this.problems.push(`exception: ${error.message}`));
    this.page.on("dialog", (dialog) => {
      this.problems.push(`dialog: ${dialog.message()}`);
      dialog.dismiss();
    });
    this.page.on("request", (request) => {
      // The address of a blob is that of memory.
      const isLocal = request.isNavigationRequest() || request.url().startsWith("blob:");
      if (!isLocal) this.problems.push(`request: ${request.url()}`);
    });
  }

  /** Sends a command of the DevTools protocol. */
  send(method, params = {}) {
    return this.#devtools.send(method, params);
  }

  async open(url) {
    // Otherwise, an address that differs only in its fragment would not load the page.
    await this.page.goto("about:blank");
    await this.page.goto(url);
  }

  /** Runs a function in the page. The Content Security Policy does not apply to it. */
  run(code, ...values) {
    return this.page.evaluate(`(${code})(...${JSON.stringify(values)})`);
  }

  async close() {
    await this.#browser.close();
  }
}
