//! The library held against the real `DbConnectionStringBuilder`: the vectors that it answered are replayed.

// A test may panic: that is how it fails.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::collections::BTreeMap;

use smtp_connection_string::ConnectionString;

#[path = "dotnet/vectors.rs"]
mod dotnet;
mod oracle;

/// What .NET's dictionary would hold: keywords lowered in ASCII, the last one wins, an unquoted empty value is none.
fn reading(string: &ConnectionString<'_>) -> BTreeMap<String, String> {
    let mut read = BTreeMap::new();
    for pair in string {
        let keyword = pair.keyword().to_ascii_lowercase();
        if pair.value_span().is_empty() {
            read.remove(&keyword);
        } else {
            read.insert(keyword, pair.value().into_owned());
        }
    }
    read
}

fn lowered(reading: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    reading.iter().map(|(keyword, value)| (keyword.to_ascii_lowercase(), value.clone())).collect()
}

#[test]
fn what_we_accept_dotnet_reads_alike_and_what_else_it_accepts_is_a_named_deviation() {
    let (mut accepted, mut deviations) = (0, BTreeMap::<String, usize>::new());
    for vector in dotnet::vectors() {
        let ours = ConnectionString::parse(&vector.input);
        match (&ours, &vector.reading) {
            (Ok(string), Some(theirs)) => {
                accepted += 1;
                assert_eq!(reading(string), lowered(theirs), "{:?}", vector.input);
                for pair in string {
                    let keyword = pair.keyword();
                    let value = theirs.iter().find(|(theirs, _)| theirs.eq_ignore_ascii_case(&keyword));
                    let value = value.map(|(_, value)| value.as_str());
                    assert_eq!(string.get(&keyword).as_deref(), value, "{:?}", vector.input);
                }
            }
            (Err(_), None) => {}
            (Ok(_), None) => panic!("accepted, and .NET refuses it: {:?}", vector.input),
            (Err(error), Some(_)) => {
                let deviation = oracle::deviation(&vector.input);
                let deviation = deviation.unwrap_or_else(|| panic!("{error}; .NET accepts {:?}", vector.input));
                *deviations.entry(format!("{deviation:?}")).or_default() += 1;
            }
        }
    }
    // Each of the three is met, and none is there for nothing.
    assert_eq!(deviations.len(), oracle::Deviation::ALL.len(), "{deviations:?}");
    assert!(accepted > 10_000, "{accepted}");
}

#[test]
fn what_is_set_is_written_as_dotnet_writes_it() {
    let mut as_dotnet = 0;
    for write in dotnet::writes() {
        let mut string = ConnectionString::default();
        let Ok(()) = string.set(&write.keyword, &write.value) else {
            // A keyword that ends in a line feed .NET writes and does not read back; a `;` in one is deviation D1.
            let odd = write.keyword.ends_with('\n') || write.keyword.contains(';');
            assert!(write.written.is_none() || odd, "{:?} {:?}", write.keyword, write.value);
            continue;
        };
        let Some(written) = &write.written else {
            // .NET writes no NUL; neither do we.
            panic!("set, and .NET refuses it: {:?} {:?}", write.keyword, write.value);
        };
        // Read back by .NET's rules, it is the value that was set. (Their vectors say the same of what they write.)
        let text = string.to_string();
        let read = oracle::read(&text).unwrap_or_else(|refusal| panic!("{text:?}: {refusal:?}"));
        assert_eq!(read.len(), 1, "{text:?}");
        assert_eq!((read[0].keyword.as_str(), read[0].value.as_str()), (write.keyword.as_str(), write.value.as_str()));
        // Two values .NET writes so that it does not read them back; those we quote.
        let special = |c: char| c.is_whitespace() || c.is_control() || "\"'=;".contains(c);
        let before_line_feed = write.value.strip_suffix('\n');
        let one_line_feed_at_the_end = before_line_feed.is_some_and(|before| !before.contains(special));
        if write.value.is_empty() || one_line_feed_at_the_end {
            assert_ne!(text.trim_end_matches(';'), written, "{:?}", write.value);
        } else {
            as_dotnet += 1;
            assert_eq!(text.strip_suffix(';'), Some(written.as_str()));
        }
    }
    assert!(as_dotnet > 1_000, "{as_dotnet}");
}
