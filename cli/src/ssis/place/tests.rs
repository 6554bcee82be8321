use super::*;

/// Computes the place by walking from the start.
fn place_of(text: &str, offset: usize) -> (u32, u32) {
    let before = text.get(..offset).unwrap();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
    (line.try_into().unwrap(), column.try_into().unwrap())
}

#[test]
fn places_agree_with_a_plain_walk() {
    let text = "a\r\nbä€\n\n𝄞 long line ".repeat(60);
    let source = Source::new(&text);
    for (offset, _) in text.char_indices() {
        let LineColumn { line, column } = source.place(offset);
        assert_eq!((line, column), place_of(&text, offset), "at {offset}");
    }
    assert_eq!(source.place(usize::MAX), source.place(text.len()), "past the end is the end");
}

#[test]
fn long_verbatim_text_keeps_its_places() {
    let text = "äb\n".repeat(300);
    let source = Source::new(&text);
    let mut decoder = Decoder::new(&source, 4);
    decoder.verbatim(text.len());
    let located = decoder.finish();
    for offset in (0..=located.as_str().len()).filter(|&offset| located.as_str().is_char_boundary(offset)) {
        assert_eq!(located.place(offset), source.place(offset + 4), "at {offset}");
    }
}

#[test]
fn slice_keeps_the_places() {
    let text = format!("a''b\r\nä{}''c", "x".repeat(600));
    let source = Source::new(&text);
    let mut decoder = Decoder::new(&source, 0);
    decoder.verbatim(1);
    decoder.escape(3, "'");
    decoder.verbatim(text.len() - 3);
    decoder.escape(text.len() - 1, "'");
    decoder.verbatim(text.len());
    let located = decoder.finish();
    let whole = located.as_str();
    let boundaries = || (0..=whole.len()).filter(|&at| whole.is_char_boundary(at));
    for (from, to) in boundaries().step_by(17).flat_map(|from| boundaries().step_by(13).map(move |to| (from, to))) {
        let slice = located.slice(from, to);
        assert_eq!(slice.as_str(), whole.get(from..to).unwrap_or_default());
        for at in boundaries().filter(|&at| from <= at && at <= to) {
            assert_eq!(slice.place(at - from), located.place(at), "{from}..{to} at {at}");
        }
    }
}

#[test]
fn slice_of_joined_text_ends_where_its_part_ends() {
    let source = Source::new("'ab' + 'cd'");
    let part = |from: usize, to: usize| {
        let mut decoder = Decoder::new(&source, from);
        decoder.verbatim(to);
        decoder.finish()
    };
    let mut joined = LocatedText::empty(source.place(1));
    joined.push(&part(1, 3));
    joined.push(&part(8, 10));
    assert_eq!(joined.slice(0, 2).place(2).column, 4);
    assert_eq!(joined.slice(1, 3).as_str(), "bc");
    assert_eq!([0, 1, 2].map(|at| joined.slice(1, 3).place(at).column), [3, 9, 10]);
}

#[test]
fn debug_shows_no_text() {
    let mut located = LocatedText::empty(LineColumn { line: 3, column: 7 });
    located.push_generated("Password=hunter2", LineColumn { line: 3, column: 7 });
    let shown = format!("{located:?}");
    assert!(!shown.contains("hunter2") && shown.contains('3'), "{shown}");
}
