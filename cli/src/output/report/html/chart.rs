//! The chart: how many packages and connection managers are protected how well.

use maud::{Markup, html};

use crate::counts::Count;
use crate::inventory::totals::Totals;
use crate::output::report::answer::Protection;
use crate::output::report::rows::Rows;

/// The width of a bar. It is stretched to the width of the page.
const WIDTH: usize = 1000;
/// The minimum width of a segment.
const MIN_WIDTH: usize = 10;
/// The distance between two segments.
const GAP: usize = 3;
/// The classes of the style sheet.
const CLASSES: [&str; 4] = ["worst", "bad", "unknown", "good"];

/// A bar of the chart.
struct Bar {
    title: &'static str,
    /// The noun for one of what it counts.
    noun: &'static str,
    protection: Protection,
}

pub(super) fn figure(rows: &Rows, totals: &Totals) -> Markup {
    let bars = [
        Bar { title: "Packages that send mail", noun: "package", protection: Protection::of_packages(totals) },
        Bar { title: "Connection managers", noun: "connection manager", protection: Protection::of_managers(rows) },
    ];
    if bars.iter().all(|bar| bar.protection.total() == 0) {
        return html! {};
    }
    html! {
        figure {
            figcaption { "How mail is protected" }
            @for (number, bar) in bars.iter().enumerate().filter(|(_, bar)| bar.protection.total() > 0) {
                p.bar-title { (bar.title) }
                (image(number, bar))
            }
            // The same numbers as text, for everyone who cannot see the bars.
            ul.legend {
                @for (index, (class, label)) in CLASSES.iter().zip(Protection::LABELS).enumerate() {
                    @if let Some(counts) = counts(&bars, index) {
                        li { span.swatch.(class) {} (label) ": " (counts) }
                    }
                }
            }
        }
    }
}

/// Returns the numbers of a class, in words; `None` if all are zero.
fn counts(bars: &[Bar], class: usize) -> Option<String> {
    let counts = || bars.iter().filter_map(|bar| Some((*bar.protection.counts.get(class)?, bar.noun)));
    let words = counts().map(|(count, noun)| Count(count, noun).to_string());
    counts().any(|(count, _)| count > 0).then(|| words.collect::<Vec<_>>().join(", "))
}

fn image(number: usize, Bar { title, protection, .. }: &Bar) -> Markup {
    let (title_id, description_id) = (format!("bar{number}-title"), format!("bar{number}-text"));
    html! {
        svg role="img" viewBox={ "0 0 " (WIDTH) " 16" } preserveAspectRatio="none"
            aria-labelledby=(title_id) aria-describedby=(description_id) {
            title id=(title_id) { (title) }
            desc id=(description_id) { (described(protection)) }
            @for (x, width, class) in segments(protection) {
                rect.(class) x=(x) y="0" width=(width) height="16" {}
            }
        }
    }
}

/// Returns the position, the width and the style class of each class that is not empty.
fn segments(protection: &Protection) -> Vec<(usize, usize, &'static str)> {
    let total = protection.total().max(1);
    let classes: Vec<_> = protection.counts.iter().zip(CLASSES).filter(|(count, _)| **count > 0).collect();
    // One of many thousands remains visible.
    let rest = WIDTH + GAP - classes.len() * (MIN_WIDTH + GAP);
    let mut x = 0;
    let segment = |(count, class): (&usize, &'static str)| {
        let (start, width) = (x, MIN_WIDTH + rest * count / total);
        x += width + GAP;
        (start, width, class)
    };
    let mut segments: Vec<_> = classes.into_iter().map(segment).collect();
    // What was lost by rounding.
    if let Some((start, width, _)) = segments.last_mut() {
        *width = WIDTH - *start;
    }
    segments
}

fn described(protection: &Protection) -> String {
    let counts = protection.counts.iter().zip(Protection::LABELS).filter(|(count, _)| **count > 0);
    counts.map(|(count, label)| format!("{count} {label}")).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_fill_the_bar() {
        for (counts, expected) in [
            ([0, 0, 0, 0], &[][..]),
            ([0, 5, 0, 0], &[(0, 1000, "bad")]),
            ([1, 0, 0, 1], &[(0, 498, "worst"), (501, 499, "good")]),
            ([99_999, 0, 1, 0], &[(0, 986, "worst"), (989, 11, "unknown")]),
        ] {
            assert_eq!(segments(&Protection { counts }), expected);
        }
    }
}
