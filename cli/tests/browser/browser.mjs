// A browser that is controlled over a pipe, with the DevTools protocol. No package is needed for that.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export class Browser {
  #process;
  #profile;
  #session;
  #last = 0;
  #answers = new Map();
  #waiting = new Map();
  /** What the browser complained about, and every request for another address than the page. */
  problems = [];

  static async start(executable) {
    const browser = new Browser();
    browser.#profile = mkdtempSync(join(tmpdir(), "report-browser-"));
    const options = ["--headless=new", "--remote-debugging-pipe", "--no-first-run", "--disable-gpu", "--hide-scrollbars"];
    // The sandbox of Chromium refuses to run as root.
    if (process.getuid?.() === 0) options.push("--no-sandbox");
    browser.#process = spawn(executable, [...options, `--user-data-dir=${browser.#profile}`, "about:blank"], {
      stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
    });
    browser.#read(browser.#process.stdio[4]);
    // An answer that never comes must not block the run.
    const stop = () => {
      browser.#process.kill();
      throw new Error("the browser does not answer");
    };
    setTimeout(stop, 120_000).unref();
    const { targetInfos } = await browser.send("Target.getTargets");
    const { targetId } = targetInfos.find((target) => target.type === "page");
    const { sessionId } = await browser.send("Target.attachToTarget", { targetId, flatten: true });
    browser.#session = sessionId;
    for (const domain of ["Page", "Runtime", "Log", "Network"]) await browser.send(`${domain}.enable`);
    return browser;
  }

  #read(stream) {
    let rest = Buffer.alloc(0);
    stream.on("data", (data) => {
      rest = Buffer.concat([rest, data]);
      for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
        this.#receive(JSON.parse(rest.subarray(0, end).toString()));
        rest = rest.subarray(end + 1);
      }
    });
  }

  #receive({ id, method, params, result, error }) {
    if (id) {
      const { resolve, reject } = this.#answers.get(id);
      this.#answers.delete(id);
      return error ? reject(new Error(error.message)) : resolve(result);
    }
    if (method === "Runtime.consoleAPICalled") this.problems.push(`console: ${JSON.stringify(params.args)}`);
    if (method === "Runtime.exceptionThrown") this.problems.push(`exception: ${params.exceptionDetails.text}`);
    if (method === "Log.entryAdded") this.problems.push(`log: ${params.entry.text}`);
    if (method === "Page.javascriptDialogOpening") {
      this.problems.push(`dialog: ${params.message}`);
      this.send("Page.handleJavaScriptDialog", { accept: false });
    }
    if (method === "Network.requestWillBeSent" && params.type !== "Document") {
      this.problems.push(`request: ${params.request.url}`);
    }
    this.#waiting.get(method)?.();
    this.#waiting.delete(method);
  }

  send(method, params = {}) {
    const id = ++this.#last;
    const message = { id, method, params, ...(this.#session && { sessionId: this.#session }) };
    this.#process.stdio[3].write(`${JSON.stringify(message)}\0`);
    return new Promise((resolve, reject) => this.#answers.set(id, { resolve, reject }));
  }

  async open(url) {
    const loaded = new Promise((resolve) => this.#waiting.set("Page.loadEventFired", resolve));
    await this.send("Page.navigate", { url });
    await loaded;
  }

  /** Runs a function in the page. The Content Security Policy does not apply to it. */
  async run(code, ...values) {
    const expression = `(${code})(...${JSON.stringify(values)})`;
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", { expression, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  async close() {
    const closed = new Promise((resolve) => this.#process.once("exit", resolve));
    this.send("Browser.close").catch(() => {});
    await closed;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
