// Adds sorting and filtering to the tables. Without scripts, the report has the same content.
"use strict";

const collator = new Intl.Collator("en", { numeric: true });

function key(row, column) {
  const cell = row.cells[column];
  return cell.dataset.sort ?? cell.textContent.trim();
}

function makeSortable(table) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      // Numbers and severities are more interesting from the top.
      const isNumber = table.tBodies[0].rows[0]?.cells[column].matches(".number, [data-sort]");
      const first = isNumber ? "descending" : "ascending";
      const second = isNumber ? "ascending" : "descending";
      const order = head.ariaSort === first ? second : first;
      for (const other of heads) other.removeAttribute("aria-sort");
      head.ariaSort = order;
      const sign = order === "ascending" ? 1 : -1;
      const rows = [...table.tBodies[0].rows];
      rows.sort((a, b) => sign * collator.compare(key(a, column), key(b, column)));
      table.tBodies[0].append(...rows);
    });
  });
}

function makeFilterable(table) {
  const rows = [...table.tBodies[0].rows];
  const label = document.createElement("label");
  const input = document.createElement("input");
  const count = document.createElement("output");
  label.className = "filter";
  input.type = "search";
  input.autocomplete = "off";
  label.append("Filter ", input, count);
  table.before(label);
  const texts = rows.map((row) => row.textContent.toLowerCase());
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/);
    let shown = 0;
    rows.forEach((row, index) => {
      row.hidden = !words.every((word) => texts[index].includes(word));
      shown += row.hidden ? 0 : 1;
    });
    count.textContent = shown === rows.length ? "" : `${shown} of ${rows.length} rows`;
  });
  return () => {
    input.value = "";
    input.dispatchEvent(new Event("input"));
  };
}

const hasRows = (least) => (table) => table.tBodies[0].rows.length >= least;
const tables = [...document.querySelectorAll("table")];
const clear = new Map(tables.filter(hasRows(6)).map((table) => [table, makeFilterable(table)]));
tables.filter(hasRows(2)).forEach(makeSortable);

// A link to a row or a note shows it, even if a filter hides it or it is collapsed.
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  const target = link && document.getElementById(link.hash.slice(1));
  if (target?.hidden) clear.get(target.closest("table"))();
  if (target?.localName === "details") target.open = true;
});

// Lists that are collapsed on the screen are printed.
let collapsed = [];
addEventListener("beforeprint", () => {
  collapsed = [...document.querySelectorAll("details:not([open])")];
  for (const details of collapsed) details.open = true;
});
addEventListener("afterprint", () => {
  for (const details of collapsed) details.open = false;
});
