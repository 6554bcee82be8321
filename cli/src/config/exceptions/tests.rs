use super::*;
use crate::config::file::File;
use crate::test_folder::TestFolder;

/// The settings of a folder, with exceptions of these lines. Each has the owner `o` and the reason `r`.
fn exceptions(folder: &TestFolder, today: &str, paths: &[&str], exceptions: &[&str]) -> Exceptions {
    let text = exceptions.iter().map(|lines| format!("[[exception]]\nowner = 'o'\nreason = 'r'\n{lines}\n"));
    let file = File::parse(&text.collect::<String>()).unwrap();
    let base = BaseFolder::of_file(&folder.0.join("smtp-connstr.toml")).unwrap();
    let paths: Vec<PathBuf> = paths.iter().map(|path| folder.0.join(path)).collect();
    Exceptions::new("smtp-connstr.toml".to_owned(), base, file.exceptions, Date::parse(today).unwrap(), &paths)
}

fn accept(exceptions: &mut Exceptions, folder: &TestFolder, path: &str, rule: &str) -> Acceptance {
    let about = exceptions.about(&folder.0.join(path), None, Some("Mail"), Some("smtp.contoso.com"));
    exceptions.accept(&about, rule, 1)
}

#[test]
fn first_exception_that_applies_is_used() {
    let folder = TestFolder::with_files(&["a.dtsx", "b.dtsx"]);
    let mut exceptions = exceptions(
        &folder,
        "2027-01-01",
        &["."],
        &["path = 'a.dtsx'\nuntil = 2026-12-31", "path = 'a.dtsx'\nrule = 'no-encryption'", "manager = 'mail'"],
    );
    let mut accept = |path, rule| accept(&mut exceptions, &folder, path, rule);
    assert_eq!(accept("a.dtsx", "no-encryption"), Acceptance::Accepted(1));
    assert_eq!(accept("a.dtsx", "invalid-boolean"), Acceptance::Accepted(2));
    assert_eq!(accept("b.dtsx", "no-encryption"), Acceptance::Accepted(2));
    assert_eq!(accept("b.dtsx", "unreadable-file"), Acceptance::Counts);
    assert_eq!(exceptions.all().iter().map(|tracked| tracked.findings).collect::<Vec<_>>(), [0, 1, 2]);
    // Without the others, the first one would be used.
    assert!(exceptions.all().iter().all(|tracked| !exceptions.is_unused(tracked)));
}

#[test]
fn exception_applies_until_its_last_day() {
    let folder = TestFolder::with_files(&["a.dtsx"]);
    for (today, state, expected) in [
        ("2027-02-28", State::Applies, Acceptance::Accepted(0)),
        ("2027-03-01", State::EndsSoon(30), Acceptance::Accepted(0)),
        ("2027-03-31", State::EndsSoon(0), Acceptance::Accepted(0)),
        (
            "2027-04-01",
            State::Ended,
            Acceptance::Ended("the exception at smtp-connstr.toml:1 ended on 2027-03-31".to_owned()),
        ),
    ] {
        let mut exceptions = exceptions(&folder, today, &["."], &["path = '*'\nuntil = 2027-03-31"]);
        assert_eq!(exceptions.all()[0].state, state, "{today}");
        assert_eq!(accept(&mut exceptions, &folder, "a.dtsx", "no-encryption"), expected, "{today}");
    }
}

#[test]
fn exceptions_are_listed() {
    let folder = TestFolder::with_files(&["a.dtsx"]);
    let mut exceptions = exceptions(
        &folder,
        "2027-03-19",
        &["."],
        &[
            "rule = 'no-encryption'",
            "rule = 'not-canonical'\nuntil = 2027-12-31",
            "rule = 'implicit-default'\nuntil = 2027-03-31",
            "rule = 'invalid-boolean'\nuntil = 2027-03-19",
            "rule = 'port-not-supported'\nuntil = 2027-03-18",
            "rule = 'timeout-zero'\nuntil = 2027-03-18",
            "rule = 'empty-value'\nuntil = 2027-03-20",
        ],
    );
    for rule in ["no-encryption", "no-encryption", "implicit-default", "invalid-boolean", "port-not-supported"] {
        accept(&mut exceptions, &folder, "a.dtsx", rule);
    }
    assert_eq!(
        exceptions.list(),
        [
            "smtp-connstr.toml:1: accepts 2 findings; owner: o; reason: r",
            "smtp-connstr.toml:5: accepts 0 findings until 2027-12-31, can be removed; owner: o; reason: r",
            "smtp-connstr.toml:10: accepts 1 finding until 2027-03-31, in 12 days; owner: o; reason: r",
            "smtp-connstr.toml:15: accepts 1 finding until 2027-03-19, which is today; owner: o; reason: r",
            "smtp-connstr.toml:20: ended on 2027-03-18, no longer accepts 1 finding; owner: o; reason: r",
            "smtp-connstr.toml:25: ended on 2027-03-18, can be removed; owner: o; reason: r",
            "smtp-connstr.toml:30: accepts 0 findings until 2027-03-20, which is tomorrow, can be removed; owner: o; reason: r",
        ]
    );
    assert_eq!(
        exceptions.remarks(),
        [
            "1 exception in smtp-connstr.toml has ended and no longer accepts 1 finding: line 20",
            "3 exceptions in smtp-connstr.toml match no finding: lines 5, 25 and 30; remove them",
        ]
    );
}

#[test]
fn many_unused_exceptions_are_counted() {
    let folder = TestFolder::with_files(&[]);
    let exceptions = exceptions(&folder, "2027-03-19", &["."], &["manager = 'x'"; 7]);
    assert_eq!(
        exceptions.remarks(),
        ["7 exceptions in smtp-connstr.toml match no finding: lines 1, 5, 9, 13, 17 and 2 more; remove them"]
    );
}

/// Checks which exceptions are reported as unused after a scan of some paths, which reads these files.
#[track_caller]
fn unused(paths: &[&str], files: &[(&str, Option<&str>, bool)], expected: [bool; 4]) {
    let folder = TestFolder::with_files(&["a/x.dtsx", "a/y.dtsx", "b/z.ispac"]);
    let mut exceptions = exceptions(
        &folder,
        "2027-03-19",
        paths,
        &["path = 'a/x.dtsx'", "path = 'a/*'", "manager = 'x'", "path = 'b/z.ispac!/q.dtsx'"],
    );
    for (path, entry, is_complete) in files {
        exceptions.add_file(&folder.0.join(path), *entry, *is_complete);
    }
    let unused: Vec<bool> = exceptions.all().iter().map(|tracked| exceptions.is_unused(tracked)).collect();
    assert_eq!(unused, expected);
}

#[test]
fn exception_is_unused_only_if_everything_was_read() {
    let read = [("a/x.dtsx", None, true), ("b/z.ispac", Some("q.dtsx"), true)];
    unused(&["."], &read, [true; 4]);
    unused(&[".."], &read, [true; 4]);
    // The other files of the folder were not read.
    unused(&["a"], &read[..1], [true, false, false, false]);
    unused(&["a/y.dtsx"], &[("a/y.dtsx", None, true)], [false; 4]);
    // A file that was not read completely may have such a finding.
    unused(&["."], &[("a/x.dtsx", None, false), read[1]], [false, false, false, true]);
    unused(&["."], &[("b/z.ispac", Some("q.dtsx"), false)], [true, true, false, false]);
    // A folder and an archive that cannot be read may contain any file.
    unused(&["."], &[("a", None, false)], [false; 4]);
    unused(&["."], &[("b/z.ispac", None, false)], [false; 4]);
}

#[test]
fn names_and_texts_are_escaped() {
    let folder = TestFolder::with_files(&[]);
    let mut exceptions = exceptions(&folder, "2027-03-19", &[], &[]);
    exceptions.name = "\u{202e}.toml".to_owned();
    let file =
        File::parse("[[exception]]\nrule = 'no-encryption'\nreason = \"a\\n##vso[x]\"\nowner = \"\\u001b\"").unwrap();
    let base = BaseFolder::of_file(&folder.0.join("x.toml")).unwrap();
    let exceptions = Exceptions::new(exceptions.name, base, file.exceptions, Date::today(), &[]);
    assert_eq!(exceptions.list(), ["\\u{202e}.toml:1: accepts 0 findings; owner: \\u{1b}; reason: a\\n##vso\\[x]"]);
}
