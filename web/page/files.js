// Scans files and folders that are dropped or chosen, and shows the inventory.
"use strict";

/** How many records are shown at once. */
const PAGE = 100;

/** The names of the methods of authentication in the records. */
const AUTHENTICATION = { windows: "Windows", anonymous: "anonymous" };

let scanner = null;
let shownRecords = 0;

/** A file that the browser cannot read. */
const UNREADABLE = { size: 0 };

/**
 * Returns a function that returns the files of dropped items. The items are only valid during the event, and the folders are
 * listed later.
 */
function dropped(items) {
  const all = [...items]
    .filter(({ kind }) => kind === "file")
    .map((item) => ({
      file: item.getAsFile(),
      entry: item.webkitGetAsEntry(),
      handle: item.getAsFileSystemHandle?.(),
    }));
  return async (engine) => {
    const files = [];
    for (const { file, entry, handle } of all) {
      if (!entry?.isDirectory) files.push({ path: file.name, file, given: true });
      // Chromium does not list entries if the page is a local file. Other browsers have no handles.
      else await walk(engine, handle ? ofHandle(await handle) : ofEntry(entry), "", files);
    }
    return files;
  };
}

function ofHandle(handle) {
  const list = async () => {
    const all = [];
    for await (const child of handle.values()) all.push(ofHandle(child));
    return all;
  };
  return handle.kind === "directory"
    ? { name: handle.name, list }
    : { name: handle.name, file: () => handle.getFile() };
}

function ofEntry(entry) {
  const list = async () => (await listed(entry.createReader())).map(ofEntry);
  const file = () => new Promise((resolve, reject) => entry.file(resolve, reject));
  return entry.isDirectory ? { name: entry.name, list } : { name: entry.name, file };
}

/** Returns all entries. The reader returns some of them at a time, and none at the end. */
async function listed(reader) {
  const all = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}

/** Adds a file, or the files of a folder. Folders that a scan skips are not listed, because they may contain many files. */
async function walk(engine, { name, list, file }, parent, files) {
  const path = parent ? `${parent}/${name}` : name;
  if (!list) {
    files.push({ path, file: await file().catch(() => UNREADABLE), given: false });
    return;
  }
  if (await engine.call("skips", path, true)) return;
  try {
    for (const child of await list()) await walk(engine, child, path, files);
  } catch {
    files.push({ path, file: null, given: false });
  }
}

/** Returns the files that were chosen. Those of a folder have a relative path. */
function chosen(list) {
  const files = [...list].map((file) => ({
    path: file.webkitRelativePath || file.name,
    file,
    given: !file.webkitRelativePath,
  }));
  return async () => files;
}

/** Scans the files that a function returns. A scan that is not complete ends. */
async function scan(collect) {
  scanner?.end();
  const engine = (scanner = new Engine(showProgress));
  showScan("scan-progress");
  byId("progress").removeAttribute("value");
  byId("progress-text").textContent = "";
  announce(byId("scan-status"), "Scanning");
  try {
    const files = await collect(engine);
    byId("progress").max = files.length;
    const summary = await engine.call("scan", files);
    const records = await engine.call("records", 0, PAGE);
    if (engine === scanner) showSummary(summary, records);
  } catch {
    if (engine === scanner)
      endScan("The scan failed. The browser may have too little memory: scan fewer files at once.");
  }
}

/** Ends a scan with a message. */
function endScan(text) {
  scanner?.end();
  scanner = null;
  showScan("scan-failure");
  byId("scan-failure").textContent = text;
  announce(byId("scan-status"), text);
}

/** Shows one part of the result of a scan. */
function showScan(shown) {
  for (const id of ["scan-progress", "scan-failure", "scan-results"]) byId(id).hidden = id !== shown;
}

function showProgress({ index, path }) {
  byId("progress").value = index;
  const text = `${(index + 1).toLocaleString("en")} of ${counted(byId("progress").max, "file")}: `;
  byId("progress-text").replaceChildren(text, foreign(path));
}

function showSummary(summary, records) {
  if (summary.files.read === 0 && summary.records === 0) {
    return endScan(
      "No SSIS files: choose .dtsx, .dtsxp, .conmgr, .ispac, .dtproj, .params, .manifest, .dtsConfig or .sql files.",
    );
  }
  showScan("scan-results");
  // Without a record, "no findings" would mean more than is known: the files may not be SSIS files.
  const found =
    summary.records > 0
      ? countedFindings(summary.counts)
      : "no SMTP connection manager, Send Mail task or connection string found";
  const title = `${counted(summary.files.read, "file")} read: ${found}`;
  byId("scan-title").textContent = title;
  announce(byId("scan-status"), title);
  const numbers = [
    [summary.packages, "packages read"],
    [summary.packages_that_mail, "send mail"],
    [summary.in_cleartext, "send in cleartext"],
    [summary.anonymous, "send anonymously"],
    [summary.encryption_unknown, "with unknown encryption"],
    [summary.known_servers, "known servers"],
  ];
  const number = ([value, label]) =>
    element("div", {}, element("dt", {}, label), element("dd", {}, value.toLocaleString("en")));
  byId("numbers").replaceChildren(...numbers.map(number));
  byId("unread").replaceChildren(...skippedNotice(summary.files));
  byId("servers-part").hidden = summary.servers.length === 0;
  byId("servers").replaceChildren(...summary.servers.map(serverRow));
  const omitted = summary.omitted_servers;
  byId("more-servers").textContent =
    omitted > 0 ? `${counted(omitted, "more server")} not shown. The reports have all.` : "";
  byId("records-part").hidden = summary.records === 0;
  byId("records").replaceChildren();
  byId("more-records").dataset.all = summary.records;
  showRecords(records);
}

function skippedNotice({ skipped, skipped_examples }) {
  const groups = [
    [skipped.hidden, "hidden file or folder", "hidden files or folders"],
    [skipped.build_output, "folder named bin or obj", "folders named bin or obj"],
  ];
  const counts = groups
    .filter(([count]) => count > 0)
    .map(([count, one, many]) => `${count} ${count === 1 ? one : many}`);
  if (counts.length === 0) return [];
  const names = skipped_examples.flatMap((name, index) => (index > 0 ? [", ", foreign(name)] : [foreign(name)]));
  return [element("p", { class: "small" }, `Skipped ${counts.join(" and ")}: `, ...names)];
}

function serverRow({ server, managers, tls, packages, tasks }) {
  const head = element("th", { scope: "row" }, server === null ? element("i", {}, "not known") : foreign(server));
  const number = (label, value) => cell(label, value.toLocaleString("en"));
  return element(
    "tr",
    {},
    head,
    number("Managers", managers),
    number("With TLS", tls),
    number("Packages", packages),
    number("Tasks", tasks),
  );
}

function showRecords(records) {
  const all = Number(byId("more-records").dataset.all);
  shownRecords = byId("records").rows.length + records.length;
  byId("records").append(...records.map(recordRow));
  byId("more-records").hidden = shownRecords >= all;
  byId("more-records").textContent = `Show more (${(all - shownRecords).toLocaleString("en")} left)`;
}

function recordRow(record) {
  const { effective } = record;
  const unknown = () => element("span", { class: "unset" }, effective ? "not known" : "–");
  const value = (stated, text) => (effective && stated !== null ? text(stated) : unknown());
  const encryption = value(effective?.enable_ssl, (isOn) => (isOn ? "TLS" : "none"));
  const authentication = value(effective?.authentication, (method) => AUTHENTICATION[method]);
  const server = value(effective?.server, foreign);
  const doubts =
    effective && !record.certain ? [element("span", { class: "help" }, `may differ: ${because(record)}`)] : [];
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, ...title(record)),
    cell("Server", server, ...doubts),
    cell("Encryption", encryption),
    cell("Authentication", authentication),
    cell("Findings", ...findingsOf(record)),
  );
}

/** Returns the name of a record, and where it is. */
function title(record) {
  const name = record.type === "task" ? record.path : record.name;
  const kind = { manager: "connection manager", task: "task", string: "connection string", file: "file" }[record.type];
  const file = record.entry === null ? [foreign(record.file)] : [foreign(record.file), " › ", foreign(record.entry)];
  const tasks = record.used_by > 0 ? `, used by ${counted(record.used_by, "task")}` : "";
  return [
    element(
      "span",
      { class: "name" },
      name ? foreign(name) : element("i", {}, record.type === "file" ? "the file" : "no name"),
    ),
    element("span", { class: "place" }, ...file, `:${record.line}:${record.column}`),
    element("span", { class: "help" }, kind, tasks),
  ];
}

function because({ because }) {
  return because.map((reason) => reason.replaceAll("-", " ")).join(", ");
}

function findingsOf({ diagnostics, diagnostics_omitted }) {
  if (diagnostics.length === 0) return ["none"];
  const item = (found) =>
    element(
      "li",
      {},
      badge(found.severity),
      " ",
      ...prose(found.message),
      " (",
      ruleLink(found),
      ")",
      element("span", { class: "help" }, `line ${found.line}: `, ...prose(found.help)),
    );
  const more =
    diagnostics_omitted > 0 ? [element("li", {}, `and ${diagnostics_omitted.toLocaleString("en")} more`)] : [];
  return [element("ul", { class: "findings" }, ...diagnostics.map(item), ...more)];
}

/** Calls the worker of the last scan. If it fails, the result is `undefined`, and the page says so. */
async function ask(method, ...values) {
  try {
    return await scanner.call(method, ...values);
  } catch {
    endScan("The result is not available. Scan the files again, or fewer at once if the browser has too little memory.");
  }
}

async function save(format, name, type) {
  const bytes = await ask(format);
  if (!bytes) return;
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  element("a", { href: url, download: name }).click();
  // The browser reads the address after this function.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function hasFiles(event) {
  return [...(event.dataTransfer?.types ?? [])].includes("Files");
}

addEventListener("dragover", (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  document.body.classList.add("dragging");
});
addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) document.body.classList.remove("dragging");
});
addEventListener("drop", (event) => {
  document.body.classList.remove("dragging");
  if (!hasFiles(event)) return;
  event.preventDefault();
  scan(dropped(event.dataTransfer.items));
});
for (const [button, field] of [
  ["choose-files", "files"],
  ["choose-folder", "folder"],
]) {
  byId(button).addEventListener("click", () => byId(field).click());
  byId(field).addEventListener("change", ({ target }) => {
    if (target.files.length > 0) scan(chosen(target.files));
    // The same files can be chosen again.
    target.value = "";
  });
}
byId("cancel").addEventListener("click", () => endScan("The scan was canceled."));
byId("save-html").addEventListener("click", () => save("html", "smtp-report.html", "text/html"));
byId("save-csv").addEventListener("click", () => save("csv", "smtp-inventory.csv", "text/csv"));
byId("more-records").addEventListener("click", async () =>
  showRecords((await ask("records", shownRecords, PAGE)) ?? []),
);
