//! `grammar.md` as a test: its rules are the functions of the code, and every table and example in it is run.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    missing_docs,
    reason = "a failed test may panic, and there is no reader of its documentation"
)]

#[path = "conformance/vectors.rs"]
mod dotnet;
#[path = "conformance/examples.rs"]
mod examples;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;

use examples::{TEXT, blocks, sides, unescaped};
use properties::oracle::syntax as oracle;
use smtp_connection_string::{ConnectionString, Property, Redacted, Rule, ServerName, SmtpConnection, check};

/// The rows of the table with this head: its cells without their backticks.
fn table(head: &str) -> Vec<Vec<String>> {
    let rows = TEXT.lines().skip_while(|line| *line != head).skip(2).take_while(|line| line.starts_with('|'));
    let cells = |row: &str| {
        let cells = row.trim_matches('|').split(" | ").map(str::trim);
        cells.map(|cell| unescaped(cell.trim_start_matches('`').trim_end_matches('`'))).collect()
    };
    rows.map(cells).collect()
}

/// A rule: its name, and what it is made of with single spaces.
fn rule(text: &str) -> Option<(String, String)> {
    let (name, right) = text.split_once('=')?;
    let is_name = |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b"-123".contains(&b));
    is_name(name.trim()).then(|| (name.trim().to_owned(), right.split_whitespace().collect::<Vec<_>>().join(" ")))
}

/// The rules of the functions in a source file: the first line of a documentation is the rule in backticks.
fn rules_of_functions(source: &str) -> Vec<(String, String)> {
    let mut rules = Vec::new();
    let mut waiting = None;
    for line in source.lines() {
        let documented = line.strip_prefix("/// `").and_then(|line| line.split_once('`'));
        if let Some(found) = documented.and_then(|(text, _)| rule(text)) {
            waiting = Some(found);
        } else if let (Some((_, declared)), false) = (line.split_once("fn "), line.starts_with("//")) {
            if let Some((name, right)) = waiting.take() {
                let function = declared.split(['(', '<']).next().unwrap();
                assert_eq!(function, name.replace('-', "_"), "a function is named like its rule");
                rules.push((name, right));
            }
        }
    }
    rules
}

fn rules_of_text(part: &str) -> Vec<(String, String)> {
    let rules: Vec<_> = blocks(part, "abnf").into_iter().map(|line| rule(line).expect("a rule a line")).collect();
    assert!(rules.len() >= 5, "{part} has its rules: {rules:?}");
    rules
}

#[test]
fn the_syntax_has_a_function_for_each_rule() {
    // `connection-string` is the iterator over segments.
    let mut rules = vec![rule("connection-string = segment *( \";\" segment )").unwrap()];
    rules.extend(rules_of_functions(include_str!("../src/syntax/grammar.rs")));
    assert_eq!(rules, rules_of_text("Part 1: the syntax"));
}

#[test]
fn the_meaning_has_a_function_for_each_rule() {
    let mut rules = rules_of_functions(include_str!("../src/smtp/property.rs"));
    rules.extend(rules_of_functions(include_str!("../src/smtp/server_name.rs")));
    rules.extend(rules_of_functions(include_str!("../src/smtp/host_name.rs")));
    assert_eq!(rules, rules_of_text("Part 2: the meaning"));
}

/// Every name on a right-hand side is a rule, a character class or a core rule of RFC 5234.
#[test]
fn every_name_is_defined() {
    let lines: Vec<_> = blocks("", "abnf").into_iter().chain(blocks("", "abnf-characters")).collect();
    let name = |line: &str| line.split_once('=').map(|(name, _)| name.trim().to_owned()).unwrap();
    let mut known: BTreeSet<String> = lines.iter().map(|line| name(line)).collect();
    assert_eq!(known.len(), lines.len(), "each is defined once");
    known.extend(["ALPHA", "DIGIT", "DQUOTE"].map(str::to_owned));
    for line in lines {
        let (_, mut right) = line.split_once('=').unwrap();
        let mut bare = String::new();
        // Skips strings and prose in angle brackets.
        while let Some(start) = right.find(['"', '<']) {
            let close = if right[start..].starts_with('<') { '>' } else { '"' };
            bare.push_str(&right[..start]);
            right = right[start + 1..].split_once(close).unwrap().1;
        }
        bare.push_str(right);
        for word in bare.split(|c: char| !c.is_ascii_alphanumeric() && !"-%".contains(c)) {
            let word = word.trim_start_matches(|c: char| c.is_ascii_digit());
            assert!(
                word.is_empty() || word.starts_with('%') || word == "-" || known.contains(word) || is_hex(word),
                "{word}"
            );
        }
    }
}

/// The second half of a range such as `%x9-D`.
fn is_hex(word: &str) -> bool {
    word.trim_start_matches('-').bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[test]
fn the_classes_are_those_of_unicode() {
    let class = |name: &str| {
        let line =
            blocks("Character classes", "abnf-characters").into_iter().find(|line| line.starts_with(name)).unwrap();
        let ranges = line.split_once('=').unwrap().1.split('/').map(|range| range.trim().trim_start_matches("%x"));
        let number = |hex: &str| u32::from_str_radix(hex, 16).unwrap();
        let bounds = ranges.map(|range| range.split_once('-').unwrap_or((range, range)));
        bounds.flat_map(|(low, high)| number(low)..=number(high)).collect::<BTreeSet<_>>()
    };
    let of = |predicate: fn(char) -> bool| ('\0'..=char::MAX).filter(|&c| predicate(c)).map(u32::from).collect();
    assert_eq!(class("WSP "), of(char::is_whitespace));
    assert_eq!(class("CTL "), of(char::is_control));
    assert_eq!(class("SQUOTE "), BTreeSet::from([u32::from('\'')]));
}

/// Pairs as the table writes them, its escapes read.
fn listed<K: AsRef<str>, V: AsRef<str>>(pairs: impl IntoIterator<Item = (K, V)>) -> String {
    let pairs: Vec<_> =
        pairs.into_iter().map(|(keyword, value)| format!("{} «{}»", keyword.as_ref(), value.as_ref())).collect();
    if pairs.is_empty() { "nothing".to_owned() } else { pairs.join(", ") }
}

#[test]
fn the_subtle_cases_are_read_as_the_table_says() {
    let recorded: HashMap<String, _> =
        dotnet::vectors().iter().map(|vector| (vector.input.clone(), vector.reading())).collect();
    let (mut rows, mut asked) = (0, 0);
    let mut deviations = BTreeSet::new();
    for row in table("| input | .NET | ours |") {
        let [input, dotnet, ours] = row.as_slice() else { panic!("three cells: {row:?}") };
        let deviation = oracle::deviation(input);
        let read = match ConnectionString::parse(input) {
            Ok(string) => listed(string.pairs().map(|pair| (pair.keyword(), pair.value()))),
            Err(error) => {
                let mut read = format!("error {} at {}", error.rule(), error.span().start);
                if let Some(deviation) = deviation {
                    let number = oracle::Deviation::ALL.iter().position(|&other| other == deviation).unwrap() + 1;
                    write!(read, " (D{number})").unwrap();
                }
                read
            }
        };
        assert_eq!(&read, ours, "{input:?}");
        // The oracle knows what .NET holds of what we accept too, and whether it accepts the rest.
        match oracle::read(input) {
            Ok(pairs) => assert_eq!(&listed(oracle::dotnet_reading(&pairs)), dotnet, "{input:?}"),
            Err(_) => assert_eq!(deviation.is_none(), dotnet == "error", "{input:?}"),
        }
        // The recorded answers of .NET know all of it, for the inputs that are among them.
        if let Some(reading) = recorded.get(input) {
            let reading = reading.as_ref().map_or_else(|| "error".to_owned(), |reading| listed(ascii_folded(reading)));
            assert_eq!(&reading, dotnet, "{input:?}");
            asked += 1;
        }
        deviations.extend(deviation);
        rows += 1;
    }
    assert!(rows >= 40 && asked >= 15, "{rows} rows, {asked} of them asked of .NET");
    assert_eq!(deviations.len(), 3, "each deviation has its row");
}

/// .NET's dictionary with keywords folded in ASCII, as the oracle folds them.
fn ascii_folded(reading: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    reading.iter().map(|(keyword, value)| (keyword.to_ascii_lowercase(), value.clone())).collect()
}

#[test]
fn values_are_written_as_the_table_says() {
    // A value is written alike after every keyword that .NET was asked about.
    let value = |write: dotnet::Write| {
        let keyword = write.keyword.replace('=', "==") + "=";
        let written = write.written?;
        Some((write.value, written.strip_prefix(&keyword)?.to_owned()))
    };
    let recorded: HashMap<_, _> = dotnet::writes().into_iter().filter_map(value).collect();
    let (mut rows, mut asked) = (0, 0);
    for row in table("| value | .NET writes | we write |") {
        let [value, dotnet, ours] = row.as_slice() else { panic!("three cells: {row:?}") };
        let mut string = ConnectionString::default();
        string.set("a", value).unwrap();
        let text = string.to_string();
        // The `;` after it is not part of it.
        assert_eq!(text.trim_end_matches(';'), format!("a={ours}"), "{value:?}");
        assert_eq!(ConnectionString::parse(&text).unwrap().get("a").as_deref(), Some(value.as_str()));
        if let Some(written) = recorded.get(value) {
            assert_eq!(written, dotnet, "{value:?}");
            asked += 1;
        }
        rows += 1;
    }
    assert!(rows >= 10 && asked >= 10, "{rows} rows, {asked} of them asked of .NET");
}

/// The rules of the errors of a text, in their order.
fn errors(text: &str) -> Vec<Rule> {
    check(text).errors().map(smtp_connection_string::Diagnostic::rule).collect()
}

/// The server of an example that says nothing else and says it without quotes.
fn server_alone(text: &str) -> Option<&str> {
    text.strip_prefix("SmtpServer=").filter(|server| !server.contains([';', '"', '\'']))
}

#[test]
fn each_property_has_its_examples() {
    for property in Property::ALL {
        let section = format!("`{property}`");
        assert!(blocks(&section, "accepted").len() + blocks(&section, "refused").len() >= 5, "{section}");
    }
}

#[test]
fn accepted_examples_are_valid() {
    for line in blocks("", "accepted") {
        let text = unescaped(line);
        assert_eq!(errors(&text), [], "{line}");
        let connection = SmtpConnection::parse(&text).unwrap();
        if let Some(server) = server_alone(&text) {
            assert_eq!(ServerName::parse(server).as_ref(), Ok(connection.server()), "{line}");
        }
    }
}

#[test]
fn refused_examples_have_their_errors() {
    for line in blocks("", "refused") {
        let (text, ids) = sides(line);
        let rules: Vec<_> = ids.split(", ").map(|id| id.parse::<Rule>().expect(id)).collect();
        assert_eq!(errors(&text), rules, "{line}");
        assert_eq!(SmtpConnection::parse(&text).unwrap_err().rule(), rules[0], "{line}");
        if let Some(server) = server_alone(&text) {
            assert_eq!(ServerName::parse(server).unwrap_err().rule(), rules[0], "{line}");
        }
    }
}

#[test]
fn canonical_examples_are_written() {
    for line in blocks("The canonical form", "canonical") {
        let (text, canonical) = sides(line);
        assert_eq!(SmtpConnection::parse(&text).unwrap().to_string(), canonical, "{line}");
    }
}

#[test]
fn recovery_is_as_shown() {
    for line in blocks("Recovery", "found") {
        let (text, expected) = sides(line);
        let report = check(&text);
        let found = report.errors().map(|found| {
            let span = found.span();
            format!("{} {}..{}", found.rule(), span.start, span.end)
        });
        assert_eq!(found.collect::<Vec<_>>().join(", "), expected, "{line}");
    }
}

#[test]
fn strings_are_redacted_as_shown() {
    for line in blocks("Part 3: redaction", "redacted") {
        let (text, redacted) = sides(line);
        assert_eq!(Redacted::new(&text).as_str(), unescaped(redacted), "{line}");
    }
}
