//! What copies and configurations change about the value of a connection manager.

use std::collections::HashSet;

use smtp_connection_string::{Rule, Severity};

use crate::finding::Tally;
use crate::inventory::copies::SetOfUnit;
use crate::inventory::effective::not_set_by;
use crate::inventory::expressions::{Resolved, ResolvedValue, sets_server};
use crate::inventory::record::{CheckedString, Copy, FileName, FilePlace, LocatedFinding, RelatedPlace};
use crate::inventory::stated::Stated;
use crate::ssis::{LineColumn, Property};

/// The copies of the value of a connection manager, compared with the stored value and with each other. A property that
/// an expression sets is not compared, because SSIS uses neither.
pub(super) struct Overrides<'c, 'a> {
    copies: Vec<Compared<'c, 'a>>,
    /// Whether copies contradict each other or themselves.
    contradict: bool,
}

struct Compared<'c, 'a> {
    copy: &'c SetOfUnit<'a>,
    differs: bool,
    contradicts_itself: bool,
}

impl<'c, 'a> Overrides<'c, 'a> {
    pub(super) fn new(
        stored: Option<&CheckedString<'_>>,
        copies: &[&'c SetOfUnit<'a>],
        expressions: &[Resolved<'_>],
    ) -> Self {
        let stored = stored.map_or_else(Stated::default, |string| Stated::by_text(string.text.as_str()));
        let parts: Vec<_> = not_set_by(expressions).collect();
        let mut contradict = false;
        let mut stated = Stated::default();
        let mut compared = Vec::new();
        for &copy in copies {
            let differs = parts.iter().any(|part| stored.differs_in(&copy.stated, *part));
            let contradicts_itself = parts.iter().any(|part| copy.contradictions.contains(part));
            contradict |= contradicts_itself || parts.iter().any(|part| stated.differs_in(&copy.stated, *part));
            for part in parts.iter().filter(|part| copy.stated.states(**part)) {
                stated.take(*part, &copy.stated);
            }
            compared.push(Compared { copy, differs, contradicts_itself });
        }
        Self { copies: compared, contradict }
    }

    /// Returns whether a copy differs from the stored value, from another copy or from itself.
    pub(super) fn disagree(&self) -> bool {
        self.contradict || self.copies.iter().any(|compared| compared.differs)
    }

    /// Returns the copies as they are reported.
    pub(super) fn copies(&self) -> Vec<Copy<'a>> {
        let copy = |Compared { copy, differs, contradicts_itself }: &Compared<'_, 'a>| Copy {
            place: copy.place,
            package: copy.set.package.as_deref(),
            agrees: !differs && !contradicts_itself,
        };
        self.copies.iter().map(copy).collect()
    }

    /// Returns the finding about copies and configurations with another value than the stored one.
    pub(super) fn finding(
        &self,
        expressions: &[Resolved<'a>],
        base: impl FnOnce() -> LocatedFinding<'a>,
    ) -> Option<LocatedFinding<'a>> {
        let settings = expressions.iter().filter_map(|expression| match expression.value {
            ResolvedValue::Named { overrider, .. } => overrider,
            ResolvedValue::Literal(_) | ResolvedValue::Unknown => None,
        });
        let copies = self.copies.iter().filter(|compared| compared.differs).map(|compared| compared.copy.place);
        let related = |place| related(place, "the other value is here");
        let related: Vec<_> = copies.chain(settings).map(related).collect();
        (!related.is_empty()).then(|| LocatedFinding { related, ..base() })
    }

    /// Returns the finding about copies that contradict each other or themselves.
    pub(super) fn contradiction(&self, base: impl FnOnce() -> LocatedFinding<'a>) -> Option<LocatedFinding<'a>> {
        let related = |compared: &Compared<'_, 'a>| related(compared.copy.place, "a copy is here");
        self.contradict.then(|| LocatedFinding { related: self.copies.iter().map(related).collect(), ..base() })
    }

    /// Adds the errors and warnings of the copies that the record does not have. They are at the connection manager,
    /// because a copy is in another file.
    pub(super) fn add_findings<'r>(
        &self,
        file: FileName<'r>,
        place: LineColumn,
        expressions: &[Resolved<'_>],
        strings: &mut Vec<CheckedString<'r>>,
        findings: &mut Vec<LocatedFinding<'r>>,
        omitted: &mut Vec<Tally>,
    ) where
        'c: 'r,
        'a: 'r,
    {
        if expressions.iter().any(|expression| expression.property == Property::ConnectionString) {
            return;
        }
        let is_server_set = expressions.iter().any(|expression| sets_server(expression.property));
        let mut known: HashSet<&str> = findings.iter().map(|located| located.finding.rule).collect();
        for Compared { copy, .. } in &self.copies {
            let Some((text, origin)) = &copy.string else { continue };
            let string = CheckedString::set_elsewhere(text, *origin);
            let mut found = Vec::new();
            string.add_findings(strings.len(), file, is_server_set, &mut found, omitted);
            found.retain(|located| {
                let finding = &located.finding;
                finding.severity > Severity::Note
                    && finding.rule != Rule::NotCanonical.as_str()
                    && !known.contains(finding.rule)
            });
            if found.is_empty() {
                continue;
            }
            known.extend(found.iter().map(|located| located.finding.rule));
            for located in &mut found {
                (located.start, located.end) = (place, place);
                located.related = vec![related(copy.place, "the value is defined here")];
                // They are about the file of the copy.
                located.notes.clear();
            }
            findings.extend(found);
            strings.push(string);
        }
    }
}

fn related<'a>(place: FilePlace<'a>, message: &'static str) -> RelatedPlace<'a> {
    RelatedPlace { file: place.file, start: place.place, end: None, message }
}
