// Checks the connection string in the input, and shows the findings.
"use strict";

const EXAMPLE = "SmtpServer=smtp://mail.contoso.com:587;EnableSsl=yes;Timeout=30;User ID=etl;Password=hunter2";
/** The time without a keystroke after which the result is announced, in milliseconds. */
const PAUSE = 1200;
/** The length of a text on a button, in characters. */
const MAX_ON_BUTTON = 60;
const FAILED = "The check failed. Please report this string, without its secrets, as an issue.";
const UNSUPPORTED = "This page needs a newer browser, or one that allows WebAssembly.";

const input = byId("input");
let strings = new Engine();
let isChecking = false;
let waiting = null;
/** The string whose result is shown, and the result. */
let shown = { text: "", report: null };
let pause;

async function check() {
  clearTimeout(pause);
  pause = setTimeout(announceResult, PAUSE);
  waiting = input.value;
  if (isChecking) return;
  isChecking = true;
  while (waiting !== null) {
    const text = waiting;
    waiting = null;
    try {
      showReport(text, text === "" ? null : await strings.call("check", text));
      byId("failure").hidden = true;
    } catch {
      strings.end();
      strings = new Engine();
      showReport(text, null);
      byId("failure").textContent = globalThis.WebAssembly && globalThis.DecompressionStream ? FAILED : UNSUPPORTED;
      byId("failure").hidden = false;
    }
  }
  isChecking = false;
}

function verdict({ valid, counts }) {
  return `${valid ? "Valid" : "Not valid"}: ${countedFindings(counts)}`;
}

function announceResult() {
  announce(byId("string-status"), shown.report ? verdict(shown.report) : "");
}

function showReport(text, report) {
  shown = { text, report };
  byId("string-results").hidden = !report;
  byId("fix-all").hidden = !report?.fixed;
  for (const id of ["link", "copy-link"]) byId(id).hidden = !report?.shareable;
  byId("link").href = report?.shareable ? linkTo(text) : "#";
  if (!report) return;
  byId("verdict").textContent = verdict(report);
  byId("findings").replaceChildren(...report.findings.map(findingCard), ...more(report));
  byId("properties").replaceChildren(...report.properties.map(propertyRow));
  byId("canonical-part").hidden = report.canonical === null;
  byId("canonical").textContent = report.canonical ?? "";
  byId("redacted-part").hidden = report.redacted === text;
  byId("redacted").textContent = report.redacted;
}

function more({ counts, findings }) {
  const omitted = counts.error + counts.warning + counts.note - findings.length;
  return omitted > 0 ? [element("p", { class: "small" }, `${counted(omitted, "more finding")} not shown.`)] : [];
}

function findingCard({ rule, url, severity, message, help, excerpt: place, related, fixes }) {
  const card = element("article", { class: severity });
  card.append(element("p", { class: "meta" }, badge(severity), ruleLink({ rule, url })));
  card.append(element("h4", { class: "message" }, ...prose(message)), excerpt(place));
  for (const { message, excerpt: place } of related) {
    card.append(element("p", { class: "small" }, ...prose(message), ":"), excerpt(place));
  }
  card.append(element("p", {}, ...prose(help)));
  if (fixes.length > 0) card.append(element("div", { class: "tools" }, ...fixes.map(fixButton)));
  return card;
}

/** Returns a part of the string with carets below a part of it. */
function excerpt({ before, marked, after }) {
  const carets = [...marked].map((c) => element("span", {}, c));
  const nothing = element("span", { class: "nothing" });
  return element(
    "code",
    { class: "excerpt" },
    before,
    element("mark", {}, ...(carets.length ? carets : [nothing])),
    after,
  );
}

function fixButton(fix) {
  const code = (text) => element("code", {}, shortened(text, MAX_ON_BUTTON));
  const button = element("button", { type: "button" });
  if (fix.replacement === "") button.append("Remove ", code(fix.old));
  else if (fix.old === "") button.append("Insert ", code(fix.replacement));
  else button.append("Replace ", code(fix.old), " with ", code(fix.replacement));
  if (fix.needs_review) button.append(" if this is what you mean");
  button.addEventListener("click", () => edit(fix.start, fix.end, fix.replacement));
  return button;
}

function propertyRow({ keyword, value, source }) {
  const shownValue = value === null ? element("span", { class: "unset" }, "–") : element("code", {}, value);
  const head = element("th", { scope: "row" }, element("code", {}, keyword));
  return element("tr", {}, head, cell("Value", shownValue), cell("From", source));
}

/** Replaces a part of the input. The result is that of another string if it was changed since. */
function edit(start, end, replacement) {
  if (input.value !== shown.text) return;
  input.focus();
  input.setSelectionRange(start, end);
  // The only way that keeps the undo history. It is deprecated, and all browsers have it.
  const command = replacement === "" ? "delete" : "insertText";
  if (!document.execCommand(command, false, replacement)) input.setRangeText(replacement, start, end, "end");
  check();
}

function linkTo(text) {
  return `${location.href.split("#")[0]}#s=${encodeURIComponent(text)}`;
}

/** Reads the string in the address. */
function readLink() {
  if (!location.hash.startsWith("#s=")) return;
  try {
    input.value = decodeURIComponent(location.hash.slice(3));
  } catch {
    return;
  }
  check();
}

input.addEventListener("input", check);
addEventListener("hashchange", readLink);
byId("fix-all").addEventListener("click", () => edit(0, shown.text.length, shown.report.fixed));
byId("example").addEventListener("click", () => {
  input.value = EXAMPLE;
  input.focus();
  check();
});
byId("copy-link").addEventListener("click", ({ target }) => copy(target, byId("link").href));
byId("copy-canonical").addEventListener("click", ({ target }) => copy(target, shown.report.canonical));
byId("copy-redacted").addEventListener("click", ({ target }) => copy(target, shown.report.redacted));
// A browser may restore the text of a page that is reloaded.
readLink();
if (input.value) check();
