//! The tables. On a narrow screen, each row becomes a block whose cells begin with the title of their column.

use maud::{Markup, html};

use crate::counts::Count;
use crate::inventory::totals::{ServerTotals, Totals};
use crate::output::report::accepted::AcceptedRisk;
use crate::output::report::answer::{Share, server_name};
use crate::output::report::html::text::{exception_anchor, findings, foreign, path, severity_key, subject, title};
use crate::output::report::rows::{ManagerRow, Package, Row, RowSubject, Rows, ValueRow};
use crate::rules::files::FileRule;

/// Renders a section with a table. `columns` are the titles of its columns.
fn section(id: &str, heading: &str, intro: &str, columns: &[&str], rows: impl Iterator<Item = Markup>) -> Markup {
    let mut rows = rows.peekable();
    if rows.peek().is_none() {
        return html! {};
    }
    html! {
        section id={ (id) "-table" } {
            h2 { (heading) }
            p { (intro) }
            (table(id, heading, columns, rows))
        }
    }
}

fn table(id: &str, heading: &str, columns: &[&str], rows: impl Iterator<Item = Markup>) -> Markup {
    html! {
        table.(id) aria-label=(heading) {
            thead { tr { @for column in columns { th scope="col" { (column) } } } }
            tbody { @for row in rows { (row) } }
        }
    }
}

/// Renders a number cell.
fn number(label: &str, value: usize) -> Markup {
    html! { td.number data-label=(label) { (value) } }
}

/// Renders a cell about a protection, with emphasis if it is missing.
fn protection(label: &str, text: &str, is_missing: bool) -> Markup {
    html! { td data-label=(label) { @if is_missing { strong.missing { (text) } } @else { (text) } } }
}

pub(super) fn servers(totals: &Totals) -> Markup {
    let row = |server: &ServerTotals| {
        let [tls, authentication] = Share::of_server(server);
        html! {
            tr {
                th scope="row" { (foreign(&server_name(server))) }
                (number("Connection managers", server.managers))
                (number("Packages", server.packages))
                (number("Tasks", server.tasks))
                (protection("TLS", &tls.to_string(), tls.is_any_second()))
                (protection("Authentication", &authentication.to_string(), authentication.is_any_second()))
            }
        }
    };
    let rows = totals.servers.values().map(row);
    let intro = "The servers of the connection managers, with the packages and tasks that send mail through them.";
    let columns = ["Server", "Connection managers", "Packages", "Tasks", "TLS", "Authentication"];
    section("servers", "Servers", intro, &columns, rows)
}

pub(super) fn packages(rows: &Rows) -> Markup {
    let row = |package: &Package| {
        let managers = || rows.managers_of(package);
        let [tls, authentication] = Share::of_values(managers().map(|(_, _, manager)| &manager.value));
        html! {
            tr {
                th scope="row" { span.place { (path(&package.name.to_string())) } }
                td data-label="Connection managers" {
                    ul.plain { @for (index, row, _) in managers() { li { a href={ "#r" (index) } { (title(row)) } } } }
                }
                (number("Tasks", package.tasks))
                (protection("TLS", &tls.to_string(), tls.is_any_second()))
                (protection("Authentication", &authentication.to_string(), authentication.is_any_second()))
            }
        }
    };
    let shown = rows.packages.iter().map(row);
    let intro =
        "The packages that send mail: at least one Send Mail task has a connection manager and is not disabled.";
    let columns = ["Package", "Connection managers", "Tasks", "TLS", "Authentication"];
    section("packages", "Packages", intro, &columns, shown)
}

pub(super) fn managers(rows: &Rows) -> Markup {
    let row = |(index, row, manager): (usize, &Row, &ManagerRow)| {
        html! {
            tr id={ "r" (index) } {
                th scope="row" { (subject(row, &row.place.to_string())) }
                (value_cells(&manager.value))
                td data-label="Used by" data-sort=(manager.tasks) { (used_by(manager)) }
                (findings_cell(row))
            }
        }
    };
    let shown = rows.managers().map(row);
    let intro = "All SMTP connection managers, with their values at run time, as far as these are known.";
    let columns = ["Connection manager", "Server", "TLS", "Authentication", "Certain", "Used by", "Findings"];
    section("managers", "Connection managers", intro, &columns, shown)
}

pub(super) fn strings(rows: &Rows) -> Markup {
    let shown = rows.strings().map(|(index, row, string)| {
        html! {
            tr id={ "r" (index) } {
                th scope="row" {
                    (subject(row, &row.place.to_string()))
                    @if let Some(package) = &string.package { span.note-text { "package " (foreign(package)) } }
                }
                (value_cells(&string.value))
                (findings_cell(row))
            }
        }
    });
    let intro = "Connection strings outside of connection managers: in variables, parameters, configurations and SQL.";
    let columns = ["Name and place", "Server", "TLS", "Authentication", "Certain", "Findings"];
    section("strings", "Other connection strings", intro, &columns, shown)
}

pub(super) fn tasks(rows: &Rows) -> Markup {
    let shown = rows.tasks().map(|(index, row, task)| {
        html! {
            tr id={ "r" (index) } {
                th scope="row" { (subject(row, &row.place.to_string())) }
                td data-label="State" { (task.state) }
                td data-label="Reason" {
                    (task.why)
                    @for file in &task.elsewhere {
                        span.note-text { "its GUID is also in " (path(file)) }
                    }
                }
                (findings_cell(row))
            }
        }
    });
    let intro = "Send Mail tasks whose connection manager does not exist. They fail when they run.";
    let columns = ["Task", "State", "Reason", "Findings"];
    section("tasks", "Tasks without a connection manager", intro, &columns, shown)
}

/// Returns whether a row says that a file was not read.
pub(super) fn is_unread(row: &Row) -> bool {
    let rules = [FileRule::UnreadableFile, FileRule::EncryptedPackage].map(FileRule::id);
    row.rules().any(|rule| rules.contains(&rule))
}

fn is_other_finding(row: &Row) -> bool {
    matches!(row.subject, RowSubject::File) && row.rules().next().is_some() && !is_unread(row)
}

pub(super) fn has_other_findings(rows: &Rows) -> bool {
    rows.files().any(|(_, row)| is_other_finding(row))
}

pub(super) fn other_findings(rows: &Rows) -> Markup {
    let shown = rows.files().filter(|(_, row)| is_other_finding(row)).map(|(index, row)| file_row(index, row));
    let intro = "Other ways in which packages send mail, and what may be wrong with a file.";
    section("findings", "Other findings", intro, &["Place", "Findings"], shown)
}

pub(super) fn unread(rows: &Rows) -> Markup {
    let shown = rows.files().filter(|(_, row)| is_unread(row)).map(|(index, row)| file_row(index, row));
    table("unread", "Files that were not read", &["File", "Reason"], shown)
}

pub(super) fn accepted(risks: &[AcceptedRisk]) -> Markup {
    let shown = risks.iter().map(|risk| {
        html! {
            tr id=(exception_anchor(risk.index)) {
                th scope="row" { (foreign(&risk.reason)) span.note-text { (path(&risk.place)) } }
                (number("Findings", risk.findings))
                td data-label="Owner" { (foreign(&risk.owner)) }
                td data-label="Last day" { (risk.until) }
            }
        }
    });
    let intro = "Findings that do not count, because an exception in the settings accepts them.";
    section("accepted", "Accepted risks", intro, &["Reason", "Findings", "Owner", "Last day"], shown)
}

fn file_row(index: usize, row: &Row) -> Markup {
    html! {
        tr id={ "r" (index) } {
            th scope="row" { (subject(row, &row.place.to_string())) }
            (findings_cell(row))
        }
    }
}

fn findings_cell(row: &Row) -> Markup {
    html! { td.wide data-label="Findings" data-sort=(severity_key(row)) { (findings(row)) } }
}

fn value_cells(value: &ValueRow) -> Markup {
    html! {
        td.server data-label="Server" {
            (foreign(value.server.as_deref().unwrap_or("not known")))
            @if let Some(timeout) = value.timeout_ms { span.note-text { "timeout " (timeout) " ms" } }
            @if let Some(stored) = &value.stored { span.stored { "stored: " code { (foreign(stored)) } } }
        }
        (protection("TLS", value.tls(), value.enable_ssl == Some(false)))
        (protection("Authentication", value.authentication(), value.authentication() == "anonymous"))
        td.doubts data-label="Certain" {
            @match value.doubts() {
                Some(doubts) => { "no" span.note-text { (doubts) } }
                None => "yes",
            }
        }
    }
}

fn used_by(manager: &ManagerRow) -> Markup {
    let ManagerRow { tasks, disabled_tasks, packages, .. } = manager;
    html! {
        @if tasks + disabled_tasks == 0 {
            "no task"
        } @else {
            @if *tasks > 0 { (Count(*tasks, "task").to_string()) }
            @if *tasks > 0 && *disabled_tasks > 0 { ", " }
            @if *disabled_tasks > 0 { (Count(*disabled_tasks, "disabled task").to_string()) }
            @if *packages > 1 { span.note-text { "in " (Count(*packages, "package").to_string()) } }
        }
    }
}
