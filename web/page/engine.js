// Runs the WebAssembly module in workers, so that neither a large file nor a long string blocks the page.
"use strict";

/** The module, compressed with gzip. */
const moduleBytes = Uint8Array.from(atob(byId("module").textContent), (c) => c.charCodeAt(0));
const workerUrl = URL.createObjectURL(new Blob([byId("worker").textContent], { type: "text/javascript" }));
// The policy of the page allows a script address only from here.
const trusted = globalThis.trustedTypes?.createPolicy("worker", { createScriptURL: () => workerUrl });

/** A worker. Its calls are answered in order. */
class Engine {
  #worker = new Worker(trusted ? trusted.createScriptURL("") : workerUrl);
  #calls = new Map();
  #last = 0;
  #hasEnded = false;

  /** `onprogress` receives what the worker reports during a call. */
  constructor(onprogress) {
    this.#worker.addEventListener("message", ({ data: { id, result, error, progress } }) => {
      if (progress) return onprogress(progress);
      const call = this.#calls.get(id);
      this.#calls.delete(id);
      if (error === undefined) call.resolve(result);
      else call.reject(new Error(error));
    });
    this.#worker.addEventListener("error", () => this.end());
    this.#worker.postMessage(moduleBytes);
  }

  call(method, ...values) {
    // A worker that has ended never answers.
    if (this.#hasEnded) return Promise.reject(new Error("the worker ended"));
    const id = ++this.#last;
    this.#worker.postMessage({ id, method, values });
    return new Promise((resolve, reject) => this.#calls.set(id, { resolve, reject }));
  }

  /** Ends the worker, also during a call. */
  end() {
    this.#hasEnded = true;
    this.#worker.terminate();
    for (const { reject } of this.#calls.values()) reject(new Error("the worker ended"));
    this.#calls.clear();
  }
}
