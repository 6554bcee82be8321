//! The sections of the report, in their order.

use smtp_connection_string::Severity;

use crate::counts::Count;
use crate::inventory::totals::{ServerTotals, Totals};
use crate::output::report::accepted::{AcceptedRisk, risks};
use crate::output::report::actions::{Action, ActionPlace, actions};
use crate::output::report::answer::{Answer, Share, findings, server_name};
use crate::output::report::invocation::Invocation;
use crate::output::report::limits::{self, NOT_IN_FILES};
use crate::output::report::markdown::document::Document;
use crate::output::report::markdown::text::{cell, code, prose};
use crate::output::report::rows::{ManagerRow, Package, Row, RowSubject, Rows, ValueRow};
use crate::output::scan::format::Summary;
use crate::rules::PageUrl;

/// The number of places that are listed for an action. The tables have all of them.
const MAX_PLACES: usize = 5;

pub(super) fn write(document: &mut Document, rows: &Rows, end: Summary<'_>, invocation: &Invocation) {
    let totals = end.totals;
    summary(document, end);
    servers(document, totals);
    what_to_do(document, rows);
    packages(document, rows);
    managers(document, rows);
    strings(document, rows);
    tasks(document, rows);
    files(document, rows);
    accepted(document, end);
    unknown(document, rows);
    document.push(&format!("smtp-connstr {}: {}\n", env!("CARGO_PKG_VERSION"), code(&invocation.command())));
}

fn summary(document: &mut Document, end: Summary<'_>) {
    let Summary { totals, files, .. } = end;
    document.push(&format!("## {}\n\n", capitalized(&Answer(end).to_string())));
    let [errors, warnings, notes] = [Severity::Error, Severity::Warning, Severity::Note]
        .map(|severity| Count(findings(totals, severity), severity.as_str()).to_string());
    document.push(&format!(
        "{} in {}: {errors}, {warnings} and {notes}.\n\n",
        Count(totals.managers, "SMTP connection manager"),
        Count(totals.packages, "package"),
    ));
    if totals.known > 0 {
        document.push(&format!("{} in the baseline not shown.\n\n", Count(totals.known, "finding")));
    }
    if totals.accepted > 0 {
        document.push(&format!("{} accepted by exceptions not shown.\n\n", Count(totals.accepted, "finding")));
    }
    if !files.is_complete() {
        document.push("**Incomplete:** some files or paths could not be read.\n\n");
    }
    for line in totals.hidden.lines() {
        document.push(&format!("{line}\n\n"));
    }
    for line in end.settings_line().into_iter().chain(files.skipped.lines()) {
        document.push(&format!("{}\n\n", code(&line)));
    }
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn servers(document: &mut Document, totals: &Totals) {
    if totals.servers.is_empty() {
        return;
    }
    let row = |server: &ServerTotals| {
        let [tls, authentication] = Share::of_server(server).map(|share| share.to_string());
        let name = server.server.as_ref().map_or_else(|| "not known".to_owned(), |_| cell(&code(&server_name(server))));
        let counts = [server.managers, server.packages, server.tasks].map(|count| count.to_string());
        [name].into_iter().chain(counts).chain([tls, authentication]).collect()
    };
    let columns = ["Server", "Connection managers", "Packages", "Tasks", "TLS", "Authentication"];
    document.push("### Servers\n\n");
    document.table(&columns, totals.servers.values().map(row));
}

fn what_to_do(document: &mut Document, rows: &Rows) {
    let actions = actions(rows);
    let (notes, problems): (Vec<_>, Vec<_>) = actions.iter().partition(|action| action.severity == Severity::Note);
    document.push("### What to do\n\n");
    if problems.is_empty() {
        document.push("There are no errors or warnings.\n\n");
    }
    for action in problems {
        document.push(&format!("#### {}\n\n", prose(&action.title)));
        document.push(&format!("{} ({}): {}\n\n", action.severity, linked(action), prose(action.remedy)));
        places(document, action);
    }
    if !notes.is_empty() {
        open(document, "Notes", notes.len());
        document.lines(notes.iter().map(|action| format!("- {} ({})", prose(&action.title), linked(action))));
        close(document);
    }
}

/// Returns the id of a rule as a link to its documentation. The tables have only the id, because their rows are many.
fn linked(action: &Action<'_>) -> String {
    format!("[`{}`]({})", action.rule, PageUrl::of(action.rule))
}

fn places(document: &mut Document, action: &Action<'_>) {
    let place = |place: &ActionPlace<'_>| format!("- {}", titled(place.row, &place.row.place_of(place.finding)));
    let more = action.places.len().saturating_sub(MAX_PLACES);
    let more = (more > 0).then(|| format!("- and {more} more"));
    document.lines(action.places.iter().take(MAX_PLACES).map(place).chain(more));
}

/// Returns the name of a row and a place in it.
fn titled(row: &Row, place: &str) -> String {
    let place = code(place);
    match (&row.subject, &row.name) {
        (RowSubject::Task(task), _) => format!("{} in {place}", code(&task.path)),
        (_, Some(name)) => format!("{} in {place}", code(name)),
        (_, None) => place,
    }
}

fn packages(document: &mut Document, rows: &Rows) {
    if rows.packages.is_empty() {
        return;
    }
    let row = |package: &Package| {
        let managers: Vec<String> = rows.managers_of(package).map(|(_, row, _)| name(row)).collect();
        let values = rows.managers_of(package).map(|(_, _, manager)| &manager.value);
        let [tls, authentication] = Share::of_values(values).map(|share| share.to_string());
        let package_name = cell(&code(&package.name.to_string()));
        vec![package_name, managers.join(", "), package.tasks.to_string(), tls, authentication]
    };
    open(document, "Packages that send mail", rows.packages.len());
    let columns = ["Package", "Connection managers", "Tasks", "TLS", "Authentication"];
    document.table(&columns, rows.packages.iter().map(row));
    close(document);
}

fn managers(document: &mut Document, rows: &Rows) {
    let count = rows.managers().count();
    if count == 0 {
        return;
    }
    let row = |(_, row, manager): (usize, &Row, &ManagerRow)| {
        let mut cells = vec![name(row), place(row)];
        cells.extend(value(&manager.value));
        let ManagerRow { tasks, disabled_tasks, .. } = manager;
        let disabled = (*disabled_tasks > 0).then(|| format!(", {disabled_tasks} disabled"));
        cells.push(format!("{tasks}{}", disabled.unwrap_or_default()));
        cells.push(rules(row));
        cells
    };
    open(document, "Connection managers", count);
    let columns = ["Connection manager", "Place", "Server", "TLS", "Authentication", "Certain", "Tasks", "Findings"];
    document.table(&columns, rows.managers().map(row));
    close(document);
}

fn strings(document: &mut Document, rows: &Rows) {
    let count = rows.strings().count();
    if count == 0 {
        return;
    }
    let row = |(_, row, string): (usize, &Row, &crate::output::report::rows::StringRow)| {
        let mut cells = vec![name(row), place(row)];
        cells.extend(value(&string.value));
        cells.push(rules(row));
        cells
    };
    open(document, "Other connection strings", count);
    let columns = ["Name", "Place", "Server", "TLS", "Authentication", "Certain", "Findings"];
    document.table(&columns, rows.strings().map(row));
    close(document);
}

fn tasks(document: &mut Document, rows: &Rows) {
    let count = rows.tasks().count();
    if count == 0 {
        return;
    }
    open(document, "Tasks without a connection manager", count);
    document.table(
        &["Task", "Place", "State", "Reason"],
        rows.tasks().map(|(_, row, task)| {
            vec![cell(&code(&task.path)), place(row), task.state.to_owned(), task.why.to_owned()]
        }),
    );
    close(document);
}

fn files(document: &mut Document, rows: &Rows) {
    let count = rows.files().count();
    if count == 0 {
        return;
    }
    open(document, "Findings about files", count);
    let finding = |row: &Row| {
        let texts = row.findings.iter().map(|finding| format!("{}: {}", finding.severity, prose(finding.message)));
        let accepted = row.accepted.iter().map(|accepted| format!("accepted: `{}`", accepted.rule));
        let texts = texts.chain(accepted);
        cell(&texts.collect::<Vec<_>>().join("; "))
    };
    document.table(&["Place", "Finding"], rows.files().map(|(_, row)| vec![place(row), finding(row)]));
    close(document);
}

fn accepted(document: &mut Document, end: Summary<'_>) {
    let risks = risks(end);
    if risks.is_empty() {
        return;
    }
    let row = |risk: &AcceptedRisk| {
        let text = |text: &str| cell(&code(text));
        vec![text(&risk.reason), risk.findings.to_string(), text(&risk.owner), risk.until.clone(), text(&risk.place)]
    };
    open(document, "Accepted risks", risks.len());
    document.table(&["Reason", "Findings", "Owner", "Last day", "Exception"], risks.iter().map(row));
    close(document);
}

fn unknown(document: &mut Document, rows: &Rows) {
    let doubts = limits::doubts(rows).into_iter().map(|(reason, count)| {
        format!("- The value of {} may differ at run time: {}.", Count(count, "connection manager"), reason.clause())
    });
    let texts = NOT_IN_FILES.iter().map(|text| format!("- {}", prose(text)));
    document.push("<details>\n<summary>What is not known</summary>\n\n");
    document.lines(texts.chain(doubts));
    close(document);
}

fn open(document: &mut Document, title: &str, count: usize) {
    document.push(&format!("<details>\n<summary>{title} ({count})</summary>\n\n"));
}

fn close(document: &mut Document) {
    document.push("</details>\n\n");
}

fn name(row: &Row) -> String {
    row.name.as_deref().map_or_else(|| "(no name)".to_owned(), |name| cell(&code(name)))
}

fn place(row: &Row) -> String {
    cell(&code(&row.place.to_string()))
}

/// Returns the cells of a value: server, TLS, authentication, and whether they are certain.
fn value(value: &ValueRow) -> [String; 4] {
    let server = value.server.as_deref().map_or_else(|| "not known".to_owned(), |server| cell(&code(server)));
    let certain = value.doubts().map_or_else(|| "yes".to_owned(), |doubts| format!("no: {doubts}"));
    [server, value.tls().to_owned(), value.authentication().to_owned(), certain]
}

/// Returns the ids of the rules of a row, most severe first.
fn rules(row: &Row) -> String {
    let mut rules: Vec<String> = row.findings.iter().map(|finding| format!("`{}`", finding.rule)).collect();
    rules.dedup();
    rules.extend(row.accepted.iter().map(|accepted| format!("`{}` (accepted)", accepted.rule)));
    rules.join(", ")
}
