// Calls the WebAssembly module. The page sends the module first, and then the calls.
"use strict";

/** The largest file that is read, in bytes. A WebAssembly module has at most 4 GiB of memory. */
const MAX_FILE_SIZE = 128 << 20;
/** Why a file could not be added. The numbers are those of the module. */
const CANNOT_READ = 0;
const TOO_LARGE = 1;
const CANNOT_LIST = 2;
/** How many parts of a record and how many servers the page shows. */
const MAX_PARTS = 20;
const MAX_SERVERS = 100;
/** The severities, most severe first. */
const SEVERITIES = ["error", "warning", "note"];
/** The time between two reports of the progress, in milliseconds. */
const INTERVAL = 100;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
let wasm;
/** The records of the last scan, one JSON text per record. As objects, they would need several times the memory. */
let records = [];

async function start(compressed) {
  const stream = new Blob([compressed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const bytes = await new Response(stream).arrayBuffer();
  wasm = (await WebAssembly.instantiate(bytes)).instance.exports;
}

/** Calls a function with the addresses and lengths of the inputs. */
function withInputs(inputs, call) {
  const places = inputs.flatMap((bytes) => [wasm.alloc(bytes.length), bytes.length]);
  // An allocation may replace the buffer, so it is read after all of them.
  inputs.forEach((bytes, index) => new Uint8Array(wasm.memory.buffer).set(bytes, places[2 * index]));
  const result = call(...places);
  inputs.forEach((_, index) => wasm.dealloc(places[2 * index], places[2 * index + 1]));
  return result;
}

/** Returns a copy of the last result. */
function result() {
  return new Uint8Array(wasm.memory.buffer).slice(wasm.result_ptr(), wasm.result_ptr() + wasm.result_len());
}

async function add({ path, file, given }) {
  const name = encoder.encode(path);
  const unreadable = (reason) => withInputs([name], (...place) => wasm.scan_add_unreadable(...place, reason));
  if (!file) return unreadable(CANNOT_LIST);
  if (file.size > MAX_FILE_SIZE) return unreadable(TOO_LARGE);
  let bytes;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch {
    return unreadable(CANNOT_READ);
  }
  withInputs([name, bytes], (...places) => wasm.scan_add(...places, given));
}

/** Returns a record with at most as many parts as are shown. The most severe findings are first, so they are not omitted. */
function shown(line) {
  const record = JSON.parse(line);
  const rank = ({ severity }) => SEVERITIES.indexOf(severity);
  const diagnostics = record.diagnostics.sort((a, b) => rank(a) - rank(b)).slice(0, MAX_PARTS);
  const omitted = record.diagnostics_omitted + record.diagnostics.length - diagnostics.length;
  return { ...record, diagnostics, diagnostics_omitted: omitted, used_by: record.used_by?.length, copies: undefined };
}

const methods = {
  check(text) {
    withInputs([encoder.encode(text)], (...place) => wasm.check(...place));
    return JSON.parse(decoder.decode(result()));
  },

  skips(path, isFolder) {
    return Boolean(withInputs([encoder.encode(path)], (...place) => wasm.scan_skips(...place, isFolder)));
  },

  /** Reads the files, and returns the summary of their report. */
  async scan(files) {
    let last = performance.now();
    for (const [index, { path, file, given }] of files.entries()) {
      if (performance.now() - last > INTERVAL || index === 0) {
        last = performance.now();
        postMessage({ progress: { index, path } });
      }
      if (given || !file || !this.skips(path, false)) await add({ path, file, given });
    }
    wasm.scan_json();
    records = decoder.decode(result()).split("\n");
    records.pop();
    const summary = JSON.parse(records.pop());
    const counts = { error: 0, warning: 0, note: 0 };
    for (const line of records) {
      for (const { severity } of JSON.parse(line).diagnostics) counts[severity]++;
    }
    const servers = summary.servers.slice(0, MAX_SERVERS);
    const known = summary.servers.filter(({ server }) => server !== null).length;
    const omitted = summary.servers.length - servers.length;
    return { ...summary, counts, servers, known_servers: known, omitted_servers: omitted, records: records.length };
  },

  records(from, count) {
    return records.slice(from, from + count).map(shown);
  },

  html() {
    wasm.scan_html();
    return result();
  },

  csv() {
    wasm.scan_csv();
    return result();
  },
};

let ready;
addEventListener("message", async ({ data }) => {
  if (data instanceof Uint8Array) {
    ready = start(data);
    // The first call reports the error.
    ready.catch(() => {});
    return;
  }
  const { id, method, values } = data;
  try {
    await ready;
    postMessage({ id, result: await methods[method](...values) });
  } catch (error) {
    postMessage({ id, error: String(error) });
  }
});
