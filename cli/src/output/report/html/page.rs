//! The page: its head with the Content Security Policy, and the order of its sections.

use std::io::{self, Write};

use maud::{DOCTYPE, Markup, PreEscaped, html};
use smtp_connection_string::Severity;

use crate::counts::Count;
use crate::inventory::totals::Totals;
use crate::output::report::accepted::{AcceptedRisk, risks};
use crate::output::report::answer::{Answer, findings};
use crate::output::report::html::text::prose;
use crate::output::report::html::{actions, chart, tables};
use crate::output::report::invocation::Invocation;
use crate::output::report::limits::{self, NOT_IN_FILES, SKIPPED};
use crate::output::report::rows::Rows;
use crate::output::scan::format::Summary;
use crate::scan::totals::FileTotals;

const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");

/// Only this style sheet and this script are allowed. A test computes the hashes.
const POLICY: &str = "default-src 'none'; \
    style-src 'sha256-retyUPpmQJoiYY25o/eKPXe/fK0RinWoJ4eEFTRUstw='; \
    script-src 'sha256-93qo2cboDcltkjEDJcEmBZa1Wx9GREmvtCWn4vTIoL4='; \
    base-uri 'none'; form-action 'none'";

/// Writes the page section by section, because the whole page can have many megabytes.
pub(super) fn write(out: &mut impl Write, rows: &Rows, end: Summary<'_>, invocation: &Invocation) -> io::Result<()> {
    let Summary { totals, files, .. } = end;
    let frame = frame(end, invocation).into_string();
    // The text in the frame is escaped, so the tag occurs once.
    let (before, after) = frame.split_once("</main>").unwrap_or((&frame, ""));
    out.write_all(before.as_bytes())?;
    let risks = risks(end);
    let sections: [&dyn Fn() -> Markup; 12] = [
        &|| summary(rows, end),
        &|| contents(rows, totals, &risks),
        &|| actions::section(rows, totals),
        &|| tables::servers(totals),
        &|| tables::packages(rows),
        &|| tables::managers(rows),
        &|| tables::strings(rows),
        &|| tables::tasks(rows),
        &|| tables::other_findings(rows),
        &|| tables::accepted(&risks),
        &|| unread(rows, files),
        &|| unknown(rows),
    ];
    for section in sections {
        out.write_all(section().into_string().as_bytes())?;
    }
    write!(out, "</main>{after}")
}

fn frame(end: Summary<'_>, invocation: &Invocation) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { "SMTP report: " (Answer(end).to_string()) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {}
                (footer(invocation))
                script { (PreEscaped(SCRIPT)) }
            }
        }
    }
}

fn summary(rows: &Rows, end: Summary<'_>) -> Markup {
    let Summary { totals, files, .. } = end;
    let mail = &totals.mail;
    let known_servers = totals.servers.values().filter(|server| server.server.is_some()).count();
    html! {
        header {
            p.eyebrow { "SMTP connection managers in SSIS packages" }
            h1 { @for clause in Answer(end).to_string().split_inclusive("; ") { span { (clause) } " " } }
            p.lede {
                (count(totals, Severity::Error)) ", "
                (count(totals, Severity::Warning)) " and "
                (count(totals, Severity::Note)) "."
            }
            @if !files.is_complete() {
                p.notice { strong { "Incomplete: " } a href="#unread" { "some files or paths could not be read." } }
            }
            @for line in totals.hidden.lines().into_iter().chain(end.settings_line()) { p.notice { (line) } }
            dl.numbers {
                (number("packages", totals.packages, "packages read"))
                (number("packages_that_mail", mail.packages, "send mail"))
                (number("in_cleartext", mail.in_cleartext, "send in cleartext"))
                (number("anonymous", mail.anonymous, "send anonymously"))
                (number("managers", totals.managers, "connection managers"))
                (number("servers", known_servers, "known servers"))
            }
        }
        (chart::figure(rows, totals))
    }
}

/// Returns the number of findings of a severity, in words.
fn count(totals: &Totals, severity: Severity) -> String {
    Count(findings(totals, severity), severity.as_str()).to_string()
}

fn number(id: &str, value: usize, label: &str) -> Markup {
    html! { div { dt { (label) } dd id=(id) { (value) } } }
}

fn contents(rows: &Rows, totals: &Totals, risks: &[AcceptedRisk]) -> Markup {
    let sections = [
        ("actions", "What to do", true),
        ("servers-table", "Servers", !totals.servers.is_empty()),
        ("packages-table", "Packages", !rows.packages.is_empty()),
        ("managers-table", "Connection managers", rows.managers().next().is_some()),
        ("strings-table", "Other connection strings", rows.strings().next().is_some()),
        ("tasks-table", "Tasks without a connection manager", rows.tasks().next().is_some()),
        ("findings-table", "Other findings", tables::has_other_findings(rows)),
        ("accepted-table", "Accepted risks", !risks.is_empty()),
        ("unread", "Files that were not read", true),
        ("unknown", "What is not known", true),
    ];
    html! {
        nav aria-label="Contents" {
            ul {
                @for (id, title, _) in sections.iter().filter(|(.., exists)| *exists) {
                    li { a href={ "#" (id) } { (title) } }
                }
            }
        }
    }
}

fn unread(rows: &Rows, files: &FileTotals) -> Markup {
    html! {
        section #unread {
            h2 { "Files that were not read" }
            @if rows.files().any(|(_, row)| tables::is_unread(row)) {
                p { "These files may contain connection managers that are not in this report." }
                (tables::unread(rows))
            } @else {
                p { "All files that were found could be read." }
            }
            @if files.missing > 0 {
                p { (Count(files.missing, "path").to_string()) " on the command line could not be found." }
            }
            @let skipped = files.skipped.lines();
            @if !skipped.is_empty() {
                ul { @for line in skipped { li { (line) } } }
            }
            p.small { (prose(SKIPPED)) }
        }
    }
}

fn unknown(rows: &Rows) -> Markup {
    let doubts = limits::doubts(rows);
    html! {
        section #unknown {
            h2 { "What is not known" }
            p { "A scan reads files. The following is in none of them:" }
            ul { @for text in NOT_IN_FILES { li { (text) } } }
            @if !doubts.is_empty() {
                p { "For these reasons, the value of a connection manager at run time may differ from the one in this report:" }
                ul {
                    @for (reason, count) in doubts {
                        li { (reason.clause()) " (" (Count(count, "connection manager").to_string()) ")" }
                    }
                }
            }
        }
    }
}

fn footer(invocation: &Invocation) -> Markup {
    html! {
        footer {
            p { "smtp-connstr " (env!("CARGO_PKG_VERSION")) }
            p { code { (invocation.command()) } }
            p {
                "Secrets are replaced with " code { "***" } ". Run " code { "smtp-connstr explain RULE" }
                " for the evidence and an example of a rule."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use sha2::{Digest, Sha256};

    use super::*;

    /// Git may check out the files with CR LF. A browser reads them as LF.
    fn hash(text: &str) -> String {
        format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.replace("\r\n", "\n"))))
    }

    #[test]
    fn policy_allows_the_style_sheet_and_the_script() {
        for (directive, text) in [("style-src", STYLE), ("script-src", SCRIPT)] {
            let directive = format!("{directive} {};", hash(text));
            assert!(POLICY.contains(&directive), "the policy must contain {directive}");
        }
    }

    /// Markup in these files would end their elements.
    #[test]
    fn style_sheet_and_script_contain_no_markup() {
        assert!([STYLE, SCRIPT].iter().all(|text| !text.contains("</") && !text.contains("<!--")));
        assert!(SCRIPT.lines().count() < 100);
    }
}
