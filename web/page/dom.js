// Builds the page. All text is set as text, never as markup, because it may be from a file.
"use strict";

/** The maximum length of a name, in characters. A longer one would hide the rest of the page. */
const MAX_NAME = 160;
/** The characters that are not visible, as in the names that the command line prints. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;

const byId = (id) => document.getElementById(id);

/** Returns an element with attributes and children. A string among the children becomes a text. */
function element(name, attributes, ...children) {
  const created = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) created.setAttribute(key, value);
  created.append(...children);
  return created;
}

/** Returns a text with escapes in place of the characters that are not visible. */
function visible(text) {
  return text.replace(INVISIBLE, (c) => `\\u{${c.codePointAt(0).toString(16)}}`);
}

function shortened(text, length) {
  // A string is iterated by characters, and this one may be long.
  const start = [...text.slice(0, 2 * length + 2)];
  return start.length > length ? `${start.slice(0, length).join("")}…` : text;
}

/** Returns a name from a file. The direction of its letters does not affect the text around it. */
function foreign(name) {
  return element("bdi", {}, shortened(visible(name), MAX_NAME));
}

/** Returns the parts of a text of this program: parts in backticks become code. */
function prose(text) {
  return text.split("`").map((part, index) => (index % 2 === 1 ? element("code", {}, part) : part));
}

function badge(severity) {
  return element("span", { class: `badge ${severity}` }, severity);
}

/** Returns a link to the page of a rule. */
function ruleLink({ rule, url }) {
  // The report opens beside this page, because the page would lose its text.
  return element("a", { class: "rule", href: url, target: "_blank", rel: "noopener noreferrer" }, rule);
}

function cell(label, ...children) {
  return element("td", { "data-label": label }, ...children);
}

/** Returns "1 error" or "2 errors". */
function counted(count, noun) {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

/** Returns the numbers of findings that are not zero, in words. */
function countedFindings(counts) {
  const found = ["error", "warning", "note"].filter((severity) => counts[severity] > 0);
  return found.map((severity) => counted(counts[severity], severity)).join(", ") || "no findings";
}

/** Replaces the text of a status for screen readers, unless it is the same. */
function announce(status, text) {
  if (status.textContent !== text) status.textContent = text;
}

/** Copies a text, and says so on the button. */
async function copy(button, text) {
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    button.textContent = "The browser does not allow it";
  }
  setTimeout(() => (button.textContent = label), 2000);
}
