//! SARIF output, validated against its official schema and against the requirements of GitHub code scanning.

use std::fs;

use serde_json::{Value, json};

use super::tree::{PLAIN, Tree, archive, manager, xml, zipped};

/// The schema of OASIS, as distributed with the crate serde-sarif.
const SCHEMA: &str = include_str!("../../schema/sarif-schema-2.1.0.json");

#[track_caller]
fn assert_sarif(tree: &Tree, arguments: &[&str]) -> Value {
    let output = tree.scan(arguments.iter().copied().chain(["--format=sarif"]));
    let log: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut schema: Value = serde_json::from_str(SCHEMA).unwrap();
    // The schema has an error: this pattern has an extra `]`, so strict validators reject the whole schema. The two
    // properties are not in the output.
    for holder in ["run", "toolComponent"] {
        let language = schema.pointer_mut(&format!("/definitions/{holder}/properties/language")).unwrap();
        assert!(language.as_object_mut().unwrap().remove("pattern").is_some());
    }
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&log).map(|error| format!("{error} at {}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert_accepted_by_code_scanning(&log);
    log
}

/// Checks the requirements in the documentation of GitHub.
fn assert_accepted_by_code_scanning(log: &Value) {
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for rule in rules {
        let text = |property: &str| rule[property]["text"].as_str().unwrap().len();
        assert!((1..=1024).contains(&text("shortDescription")), "{}", rule["id"]);
        assert!((1..=1024).contains(&text("fullDescription")), "{}", rule["id"]);
        assert!(text("help") > 0 && rule["id"].as_str().unwrap().len() <= 255);
        assert!(rule["help"]["markdown"].as_str().unwrap().contains(rule["helpUri"].as_str().unwrap()));
        assert_rating(&rule["properties"]);
    }
    let results = run["results"].as_array().unwrap();
    assert!(results.len() <= 25_000);
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let place = &result["locations"][0]["physicalLocation"];
        assert!(result["relatedLocations"].as_array().is_none_or(|related| related.len() <= 100));
        assert!(!place["artifactLocation"]["uri"].as_str().unwrap().is_empty());
        assert!(place["region"]["startLine"].as_u64().unwrap() > 0);
    }
}

/// Checks the properties of a rule that GitHub documents.
fn assert_rating(properties: &Value) {
    let tags = properties["tags"].as_array().unwrap();
    assert!((1..=10).contains(&tags.len()));
    assert!(["very-high", "high", "medium", "low"].contains(&properties["precision"].as_str().unwrap()));
    let is_security = tags.contains(&"security".into());
    let score = properties["security-severity"].as_str().map(|score| score.parse::<f64>().unwrap());
    assert_eq!(score.is_some(), is_security);
    assert!(score.is_none_or(|score| (0.1..=10.0).contains(&score)));
    let severity = properties["problem.severity"].as_str();
    assert_eq!(severity.is_none(), is_security);
    assert!(severity.is_none_or(|severity| ["error", "warning", "recommendation"].contains(&severity)));
}

#[test]
fn output_for_all_fixtures_is_valid() {
    let log = assert_sarif(&Tree::with_fixtures(), &["."]);
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    assert_eq!(run["invocations"][0]["executionSuccessful"], false, "some files are unreadable");
}

#[test]
fn output_without_findings_is_valid() {
    let log = assert_sarif(&Tree::new(), &[".", "--allow-empty"]);
    let run = &log["runs"][0];
    assert_eq!(run["results"].as_array().unwrap().len(), 0);
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
}

#[test]
fn names_are_escaped_in_uris_and_messages() {
    let tree = Tree::new();
    tree.add("a b#%ü.conmgr", manager("[click](https://example.com) {0}", "SmtpServer="));
    tree.add("x.ispac", archive());
    let log = assert_sarif(&tree, &["."]);
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "a%20b%23%25%C3%BC.conmgr");
    assert!(results[0]["message"]["text"].as_str().unwrap().contains(r"\[click\](https://example.com)"));
    let location = &results.last().unwrap()["locations"][0];
    assert_eq!(
        location["physicalLocation"]["region"]["startLine"], 1,
        "the lines of an entry do not exist in the archive"
    );
    assert!(location["logicalLocations"].as_array().unwrap().iter().any(|place| place["kind"] == "module"));
}

/// Fingerprints do not depend on lines, and no two findings of a file have the same.
#[test]
fn fingerprints_are_stable_and_unique() {
    let fingerprints = |tree: &Tree| -> Vec<String> {
        let log = assert_sarif(tree, &["."]);
        let results = log["runs"][0]["results"].as_array().unwrap().clone();
        results
            .iter()
            .map(|result| result["partialFingerprints"]["smtpConnstrFinding/v1"].as_str().unwrap().to_owned())
            .collect()
    };
    let tree = Tree::new();
    let sql = "SELECT 'SmtpServer=a';\nSELECT 'SmtpServer=b';";
    tree.add("a.sql", sql);
    let before = fingerprints(&tree);
    tree.add("a.sql", format!("\n\n  {sql}"));
    assert_eq!(before, fingerprints(&tree));
    let mut distinct = before.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), before.len());
}

/// Places are divided among the files, so that one file cannot evict the others. Each file keeps its most severe results.
#[test]
fn at_most_25000_results_are_written() {
    let tree = Tree::new();
    let wrong = "SELECT 'SmtpServer=a;UseWindowsAuthentication=False;EnableSsl=yes';\n";
    tree.add("a.sql", wrong.repeat(20_000));
    tree.add("b.sql", "SELECT 'SmtpServer=a';\n".repeat(1000));
    // The schema is not used here, because validating so many results is slow.
    let log: Value = serde_json::from_slice(&tree.scan([".", "--format=sarif"]).stdout).unwrap();
    assert_accepted_by_code_scanning(&log);
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    let count = |file: &str, level: &str| {
        let is_counted = |result: &&Value| {
            result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == file && result["level"] == level
        };
        results.iter().filter(is_counted).count()
    };
    assert_eq!(results.len(), 25_000);
    assert_eq!((count("b.sql", "warning"), count("b.sql", "note")), (1000, 4000));
    assert_eq!((count("a.sql", "error"), count("a.sql", "note")), (20_000, 0));
    let notification = &run["invocations"][0]["toolExecutionNotifications"][0];
    assert_eq!(
        notification["message"]["text"],
        "20000 findings in 1 file omitted: code scanning accepts at most 25000, so these are divided among the files, and the \
         least severe are omitted"
    );
    assert_eq!(notification["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "a.sql");
    assert_eq!(notification["locations"].as_array().unwrap().len(), 1);
}

#[test]
fn at_most_20_results_are_written_per_string() {
    let tree = Tree::new();
    tree.add("a.conmgr", manager("Mail", &format!("{}EnableSsl=False", "x;".repeat(400))));
    tree.add("b.conmgr", manager("Mail", &"x;".repeat(20)));
    let log = assert_sarif(&tree, &["."]);
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    let count = |level: &str| results.iter().filter(|result| result["level"] == level).count();
    assert_eq!((count("error"), count("warning"), count("note")), (40, 0, 0));
    let notifications = run["invocations"][0]["toolExecutionNotifications"].as_array().unwrap();
    let texts: Vec<_> = notifications.iter().map(|notification| &notification["message"]["text"]).collect();
    assert_eq!(texts, ["381 findings omitted: at most 20 findings of a string are listed"]);
}

/// Each result repeats the names, so a long name in a small archive would fill the memory.
#[test]
fn long_names_are_shortened() {
    let tree = Tree::new();
    let entries = ["1", "2"].map(|number| {
        let name = format!("{}{number}.conmgr", "ä".repeat(2_000));
        (name, manager(&format!("{}{number}", "N".repeat(1_000_000)), &"x;".repeat(20)))
    });
    tree.add("a.ispac", zipped(&entries.each_ref().map(|(name, content)| (name.as_str(), content.as_str()))));
    let log = assert_sarif(&tree, &["."]);
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 40);
    let longest = results.iter().map(|result| result.to_string().len()).max().unwrap();
    assert!(longest < 40_000, "{longest}");
    let fingerprint = |result: &Value| result["partialFingerprints"]["smtpConnstrFinding/v1"].as_str().unwrap().len();
    assert!(results.iter().all(|result| fingerprint(result) < 100));
}

fn artifact(result: &Value) -> &Value {
    &result["locations"][0]["physicalLocation"]["artifactLocation"]
}

/// Paths are those of the repository, whatever the working directory is.
#[test]
fn paths_are_relative_to_the_repository() {
    let tree = Tree::new();
    tree.add(".git/config", "");
    tree.add("a/b/c.conmgr", manager("Mail", PLAIN));
    let outside = Tree::with_files(&["d.conmgr"]);
    let outside = outside.root.canonicalize().unwrap().join("d.conmgr");
    let absolute = tree.root.join("a/b");
    for (folder, path) in
        [("", "a"), ("a/b", "."), ("a/b", "c.conmgr"), ("a", "../a/b"), ("a", absolute.to_str().unwrap())]
    {
        let output = tree.scan_in(folder, [path, "--format=sarif"]);
        let log: Value = serde_json::from_slice(&output.stdout).unwrap();
        let results = log["runs"][0]["results"].as_array().unwrap();
        assert!(!results.is_empty());
        for result in results {
            assert_eq!(
                *artifact(result),
                json!({ "uri": "a/b/c.conmgr", "uriBaseId": "%SRCROOT%" }),
                "{folder} {path}"
            );
        }
        // Where the working copy is does not matter to the reader.
        let base = json!({ "%SRCROOT%": { "description": { "text": "The root of the repository." } } });
        assert_eq!(log["runs"][0]["originalUriBaseIds"], base);
        let name = tree.root.file_name().unwrap().to_str().unwrap();
        assert!(!String::from_utf8_lossy(&output.stdout).contains(name));
    }
    let log = assert_sarif(&tree, &["a", outside.to_str().unwrap()]);
    let results = log["runs"][0]["results"].as_array().unwrap();
    let uris: Vec<&Value> = results.iter().map(artifact).collect();
    assert!(uris.iter().any(|uri| uri["uriBaseId"] == "%SRCROOT%"));
    let last = uris.last().unwrap();
    assert!(last["uri"].as_str().unwrap().starts_with("file:///") && last.get("uriBaseId").is_none(), "{last}");
}

#[test]
fn category_is_written_only_on_request() {
    let tree = Tree::with_files(&["a.conmgr"]);
    assert_eq!(assert_sarif(&tree, &["."])["runs"][0]["automationDetails"], Value::Null);
    for category in ["ssis/billing", "ssis/billing/"] {
        let log = assert_sarif(&tree, &[".", "--sarif-category", category]);
        assert_eq!(log["runs"][0]["automationDetails"], json!({ "id": "ssis/billing/" }));
    }
    for wrong in ["", "/", "a b", "Password=hunter2", "ä", &"a".repeat(201)] {
        let output = tree.scan([".", "--sarif-category", wrong]);
        assert_eq!(output.status.code(), Some(2), "{wrong}");
        assert!(!String::from_utf8(output.stderr).unwrap().contains("hunter2"));
    }
}

/// Returns the name in a URI.
fn decoded(uri: &str) -> String {
    let (first, parts) = uri.split_once('%').map_or((uri, None), |(first, rest)| (first, Some(rest.split('%'))));
    let mut bytes = first.as_bytes().to_vec();
    for part in parts.into_iter().flatten() {
        let (byte, rest) = part.split_at(2);
        bytes.push(u8::from_str_radix(byte, 16).unwrap());
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(bytes).unwrap()
}

/// Returns the byte offset of a place. Lines end at LF, and columns count characters.
fn offset(text: &str, line: &Value, column: &Value) -> usize {
    let index = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap() - 1;
    let before: usize = text.split_inclusive('\n').take(index(line)).map(str::len).sum();
    before + text.split_at(before).1.chars().take(index(column)).map(char::len_utf8).sum::<usize>()
}

/// Applies a fix as a program that knows only SARIF does.
fn apply(text: &str, fix: &Value) -> String {
    let replacement = &fix["artifactChanges"][0]["replacements"][0];
    let region = &replacement["deletedRegion"];
    let [start, end] = [("startLine", "startColumn"), ("endLine", "endColumn")]
        .map(|(line, column)| offset(text, &region[line], &region[column]));
    let new = replacement["insertedContent"]["text"].as_str().unwrap();
    [text.split_at(start).0, new, text.split_at(end).1].concat()
}

/// Returns the stored strings and the rules of the findings of a file, each with the number of the record.
fn checked(tree: &Tree, name: &str) -> (Vec<String>, Vec<(usize, String)>) {
    let (records, _) = tree.records(&[name]);
    let text = |record: &Value| format!("{} {}", record["connection"], record["properties"]);
    let mut rules = Vec::new();
    for (index, record) in records.iter().enumerate() {
        let diagnostics = record["diagnostics"].as_array().unwrap().iter();
        rules.extend(diagnostics.map(|found| (index, format!("{} {}", found["rule"], found["message"]))));
    }
    (records.iter().map(text).collect(), rules)
}

/// Each fix, applied alone, removes its finding and changes no other string.
#[test]
fn applied_fixes_remove_their_findings() {
    let tree = Tree::with_fixtures();
    tree.add("escapes.sql", "SELECT N'SmtpServer=''a'';EnableSsl=yes', 'x';\nSELECT 'SmtpServer=ä''' -- é\n");
    tree.add("line.conmgr", manager("Ä €", "\tSmtpServer = \"a\";\nEnableSsl=yes;UseWindowsAuthentication=no"));
    tree.add("content.params", format!(
        "<SSIS:Parameters xmlns:SSIS=\"www.microsoft.com/SqlServer/SSIS\"><SSIS:Parameter SSIS:Name=\"é\"><SSIS:Properties>\n\
         <SSIS:Property SSIS:Name=\"Value\">{}<!-- EnableSsl --></SSIS:Property></SSIS:Properties></SSIS:Parameter>\
         </SSIS:Parameters>",
        xml("SmtpServer=\"a\";EnableSsl=1;UseWindowsAuthentication=true;")
    ));
    let log = assert_sarif(&tree, &["."]);
    let mut applied = Vec::new();
    for result in log["runs"][0]["results"].as_array().unwrap() {
        let name = decoded(artifact(result)["uri"].as_str().unwrap());
        for fix in result["fixes"].as_array().into_iter().flatten() {
            let change = &fix["artifactChanges"][0];
            assert_eq!(change["artifactLocation"], *artifact(result));
            let path = tree.root.join(&name);
            let bytes = fs::read(&path).unwrap();
            // The other encodings differ only in their bytes.
            let Ok(text) = std::str::from_utf8(&bytes) else { continue };
            let (mark, content) = text.strip_prefix('\u{feff}').map_or(("", text), |content| ("\u{feff}", content));
            let (strings, rules) = checked(&tree, &name);
            fs::write(&path, format!("{mark}{}", apply(content, fix))).unwrap();
            let (fixed_strings, fixed_rules) = checked(&tree, &name);
            fs::write(&path, &bytes).unwrap();
            let rule = result["ruleId"].as_str().unwrap();
            let count = |rules: &[(usize, String)]| {
                rules.iter().filter(|(_, text)| text.contains(&format!("\"{rule}\""))).count()
            };
            assert!(count(&fixed_rules) < count(&rules), "{name}: {rule} {fix}");
            assert_eq!(strings.len(), fixed_strings.len(), "{name}: {rule} {fix}");
            let changed = strings.iter().zip(&fixed_strings).filter(|(before, after)| before != after).count();
            assert!(changed <= 1, "{name}: {rule} {fix}");
            let applicability = fix["properties"]["applicability"].as_str().unwrap();
            assert_eq!(
                fix["description"]["text"].as_str().unwrap().contains("check that"),
                applicability == "maybe-incorrect"
            );
            applied.push(name.clone());
        }
    }
    assert!(applied.len() > 15, "{applied:?}");
    for name in ["escapes.sql", "line.conmgr", "content.params", "escapes.conmgr"] {
        assert!(applied.iter().any(|applied| applied == name), "{name}");
    }
}

/// A replacement in one place would be wrong or impossible.
#[test]
fn some_strings_have_no_fixes() {
    let fixes = |tree: &Tree| {
        let log = assert_sarif(tree, &["."]);
        let results = log["runs"][0]["results"].as_array().unwrap().clone();
        results.iter().filter(|result| result.get("fixes").is_some()).count()
    };
    let wrong = manager("Mail", "SmtpServer=a;EnableSsl=yes");
    let of = |name: &str, content: &[u8]| {
        let tree = Tree::new();
        tree.add(name, content);
        fixes(&tree)
    };
    assert!(of("a.conmgr", wrong.as_bytes()) > 0);
    assert_eq!(of("a.ispac", &zipped(&[("a.conmgr", &wrong)])), 0, "an entry is compressed");
    assert_eq!(of("a.conmgr", wrong.replace("</DTS:ConnectionManager>", "").as_bytes()), 0, "a malformed file");
    let utf16: Vec<u8> = wrong.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(of("a.conmgr", &[b"\xFF\xFE", &utf16[..]].concat()) > 0);
    assert_eq!(of("a.conmgr", &[b"\xFF\xFE", &utf16[..], b"\n"].concat()), 0, "a damaged encoding");
    // The copies of a connection manager must not disagree.
    let tree = Tree::new();
    tree.add("Mail.conmgr", wrong);
    tree.add(
        "Project.dtproj",
        "<SSIS:Project xmlns:SSIS=\"www.microsoft.com/SqlServer/SSIS\"><SSIS:Parameters><SSIS:Parameter \
         SSIS:Name=\"CM.Mail.SmtpServer\"><SSIS:Properties><SSIS:Property SSIS:Name=\"Value\">a</SSIS:Property>\
         </SSIS:Properties></SSIS:Parameter></SSIS:Parameters></SSIS:Project>",
    );
    assert_eq!(fixes(&tree), 0);
}
