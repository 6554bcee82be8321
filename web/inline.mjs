// Writes the page as one file: `node inline.mjs MODULE VERSION FILE`. MODULE is the WebAssembly module.

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const [module, version, file] = process.argv.slice(2);
const folder = new URL("page/", import.meta.url);

/** Git may check out the files with CR LF. A browser reads them as LF, and so the hashes are of LF. */
const read = (path) => readFileSync(new URL(path, folder), "utf8").replaceAll("\r\n", "\n");

const hashes = { script: [], style: [] };

/** Returns an element with the content of a file, which the policy allows. */
function inlined(name, path) {
  const text = `\n${read(path)}`;
  if (/<\/(script|style)|<!--/i.test(text)) throw new Error(`${path} would end its element`);
  hashes[name].push(`'sha256-${createHash("sha256").update(text).digest("base64")}'`);
  return `<${name}>${text}</${name}>`;
}

// A function as the replacement, because `$` in a text is not special there.
let page = read("index.html")
  .replaceAll(/<link rel="stylesheet" href="([^"]+)">/g, (_, path) => inlined("style", path))
  .replaceAll(/<script src="([^"]+)"><\/script>/g, (_, path) => inlined("script", path));

const policy = [
  "default-src 'none'",
  // The module is compiled in the worker, which has the policy of the page.
  `script-src 'wasm-unsafe-eval' ${hashes.script.join(" ")}`,
  `style-src ${hashes.style.join(" ")}`,
  // The icon of the page. Without one, a browser requests /favicon.ico.
  "img-src data:",
  "worker-src blob:",
  "base-uri 'none'",
  "form-action 'none'",
  // No text can become markup or a script address, except for the address of the worker.
  "require-trusted-types-for 'script'",
  "trusted-types worker",
].join("; ");

const values = {
  POLICY: policy,
  VERSION: version,
  WORKER: read("worker.js"),
  MODULE: gzipSync(readFileSync(module), { level: 9 }).toString("base64"),
};
if (/<\/script|<!--/i.test(values.WORKER)) throw new Error("worker.js would end its element");
for (const [name, value] of Object.entries(values)) {
  const parts = page.split(new RegExp(`\\b${name}\\b`));
  if (parts.length !== 2) throw new Error(`the page contains ${name} ${parts.length - 1} times`);
  page = parts.join(value);
}
writeFileSync(file, page);
