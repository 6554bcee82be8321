// Writes SSIS packages for the tests of the page.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

function manager({ name, string, number = 0 }) {
  const id = `{6C7D2B5A-0000-4000-8000-${String(number).padStart(12, "0")}}`;
  return `<DTS:ConnectionManager DTS:CreationName="SMTP" DTS:DTSID="${id}" DTS:ObjectName="${escaped(name)}"><DTS:ObjectData>
<SmtpConnectionManager ConnectionString="${escaped(string)}"/></DTS:ObjectData></DTS:ConnectionManager>\n`;
}

/** Returns a package with connection managers, and with data flow up to a size. */
export function packageOf(managers, size = 0) {
  const parts = [
    '<DTS:Executable xmlns:DTS="www.microsoft.com/SqlServer/Dts" DTS:CreationName="Microsoft.Package">\n',
    "<DTS:ConnectionManagers>\n",
    ...managers.map(manager),
    "</DTS:ConnectionManagers>\n<DTS:Executables>\n",
  ];
  let length = parts.reduce((sum, part) => sum + part.length, 0);
  for (let number = 0; length < size; number++) {
    const column = `<inputColumn refId="Package\\Load\\Destination.Inputs[Input].Columns[Column ${number}]" cachedDataType="wstr"
  cachedLength="50" cachedName="Column ${number}" lineageId="Package\\Load\\Source.Outputs[Output].Columns[Column ${number}]"/>\n`;
    parts.push(column);
    length += column.length;
  }
  return `${parts.join("")}</DTS:Executables></DTS:Executable>\n`;
}

/** Writes files to a folder: `{ "a/b.dtsx": "content" }`. */
export function writeFiles(folder, files) {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}
