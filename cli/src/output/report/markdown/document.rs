//! A document with a maximum size.

use crate::counts::Count;

/// The maximum size of the summary of a step in GitHub Actions, in bytes. A larger one is rejected as a whole.
const MAX_SIZE: usize = 1 << 20;
/// The part of it for everything but rows, which has a fixed size. It is far more than needed.
const RESERVED: usize = 128 << 10;

/// A document. Only rows have no fixed size, so only they are omitted if it becomes too large.
#[derive(Default)]
pub(super) struct Document {
    text: String,
}

impl Document {
    /// Adds text whose size does not depend on the number and the content of the files.
    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Adds lines, each without its line break. If not all of them fit, the number of the others follows.
    pub(super) fn lines(&mut self, lines: impl Iterator<Item = String>) {
        let mut omitted = 0;
        for line in lines {
            if omitted > 0 || self.text.len() + line.len() > MAX_SIZE - RESERVED {
                omitted += 1;
            } else {
                self.text.push_str(&line);
                self.text.push('\n');
            }
        }
        self.text.push('\n');
        if omitted > 0 {
            let omitted = Count(omitted, "more row");
            self.push(&format!("*{omitted} omitted, because the size of a summary is limited to 1 MiB.*\n\n"));
        }
    }

    /// Adds a table.
    pub(super) fn table(&mut self, columns: &[&str], rows: impl Iterator<Item = Vec<String>>) {
        self.push(&row(columns));
        self.push("\n");
        self.push(&row(&vec!["---"; columns.len()]));
        self.push("\n");
        self.lines(rows.map(|cells| row(&cells)));
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }
}

fn row(cells: &[impl AsRef<str>]) -> String {
    let mut row = "|".to_owned();
    for cell in cells {
        row.push(' ');
        row.push_str(cell.as_ref());
        row.push_str(" |");
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_do_not_fit_are_counted() {
        let mut document = Document::default();
        document.table(&["a"], (0..50_000).map(|number| vec![format!("{number:040}")]));
        document.lines(["after".to_owned()].into_iter());
        let text = document.into_text();
        assert!(text.len() > MAX_SIZE - RESERVED - 100 && text.len() < MAX_SIZE);
        let rows = text.lines().filter(|line| line.starts_with("| 0")).count();
        assert!(text.contains(&format!("\n\n*{} more rows omitted", 50_000 - rows)), "{rows}");
    }
}
