#!/usr/bin/env python3
"""Generates a tree of SSIS packages for measurements of `smtp-connstr scan`.

Usage: generate_packages.py FOLDER [COUNT]

The tree is always the same: 2,000 packages of 50 to 500 KB in folders of 50. As in 1,754 public files, one package in 40 has an
SMTP connection manager, and one in ten a Send Mail task, which refers to a manager in an attribute with a similar name. The
rest is data flow, which makes real packages large.
"""

import pathlib
import random
import sys

HEAD = """<?xml version="1.0"?>
<DTS:Executable xmlns:DTS="www.microsoft.com/SqlServer/Dts"
  DTS:refId="Package"
  DTS:CreationName="Microsoft.Package"
  DTS:ExecutableType="Microsoft.Package"
  DTS:ObjectName="Package {number}">
  <DTS:Property
    DTS:Name="PackageFormatVersion">8</DTS:Property>
  <DTS:ConnectionManagers>
    <DTS:ConnectionManager
      DTS:refId="Package.ConnectionManagers[Warehouse]"
      DTS:CreationName="OLEDB"
      DTS:ObjectName="Warehouse">
      <DTS:ObjectData>
        <DTS:ConnectionManager
          DTS:ConnectionString="Data Source=.;Initial Catalog=Warehouse;Provider=SQLNCLI11.1;Integrated Security=SSPI;" />
      </DTS:ObjectData>
    </DTS:ConnectionManager>
"""
MANAGER = """    <DTS:ConnectionManager
      DTS:refId="Package.ConnectionManagers[Mail]"
      DTS:CreationName="SMTP"
      DTS:ObjectName="Mail">
      <DTS:ObjectData>
        <SmtpConnectionManager
          ConnectionString="SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=False;" />
      </DTS:ObjectData>
    </DTS:ConnectionManager>
"""
MIDDLE = """  </DTS:ConnectionManagers>
  <DTS:Executables>
"""
MAIL_TASK = """    <DTS:Executable
      DTS:refId="Package\\Send Mail Task"
      DTS:CreationName="Microsoft.SendMailTask">
      <DTS:ObjectData>
        <SendMailTask:SendMailTaskData xmlns:SendMailTask="www.microsoft.com/sqlserver/dts/tasks/sendmailtask"
          SendMailTask:SMTPServer="{{6C7D2B5A-0000-4000-8000-00000000000A}}" SendMailTask:From="a@contoso.com" />
      </DTS:ObjectData>
    </DTS:Executable>
"""
COLUMN = """                <inputColumn
                  refId="Package\\Load {table}\\Destination.Inputs[Input].Columns[{column}]"
                  cachedDataType="{type}"
                  cachedLength="{length}"
                  cachedName="{column}"
                  externalMetadataColumnId="Package\\Load {table}\\Destination.Inputs[Input].ExternalColumns[{column}]"
                  lineageId="Package\\Load {table}\\Source.Outputs[Output].Columns[{column}]" />
"""
TAIL = """  </DTS:Executables>
</DTS:Executable>
"""
WORDS = "Customer Order Line Product Region Address Ledger Invoice Payment Shipment Stock Calendar".split()
TYPES = ["wstr", "i4", "dbTimeStamp", "numeric", "bool"]


def package(number, choose):
    size = choose.randint(50_000, 500_000)
    parts = [HEAD.format(number=number)]
    if choose.random() < 1 / 40:
        parts.append(MANAGER)
    parts.append(MIDDLE)
    if choose.random() < 1 / 10:
        parts.append(MAIL_TASK.format())
    written = sum(map(len, parts))
    while written < size:
        table = choose.choice(WORDS)
        column = f"{choose.choice(WORDS)}{choose.choice(WORDS)}{choose.randint(1, 99)}"
        part = COLUMN.format(table=table, column=column, type=choose.choice(TYPES), length=choose.randint(0, 255))
        parts.append(part)
        written += len(part)
    parts.append(TAIL)
    return "".join(parts)


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    root = pathlib.Path(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) == 3 else 2000
    choose = random.Random(2005)
    for number in range(count):
        folder = root / f"project{number // 50:02}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"package{number:04}.dtsx").write_text(package(number, choose), encoding="utf-8", newline="\r\n")


if __name__ == "__main__":
    main()
