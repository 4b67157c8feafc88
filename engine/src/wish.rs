//! One text, several wishes: an old man without care and a child to be fetched, in one breath.
//!
//! A wish is a stretch of the text with a service of its own. The text is read clause by
//! clause; where a clause speaks for another service than the wish so far, and stands apart
//! from it (a new sentence, or a word like 另外), another wish begins. Clauses without a
//! service of their own are the background of the wish that they stand with.

use crate::clause::clauses;
use crate::lexicon::{Meaning, Sign, Voice};
use crate::phrase::ends_sentence;
use crate::taxonomy::{ServiceCategory, Taxonomy};
use crate::understanding::{Understanding, VoiceWeights, infer};
use std::ops::Range;

/// One wish of a need.
#[derive(Clone, Debug, PartialEq)]
pub struct Wish {
    /// Its stretch of the need's text, in bytes.
    pub range: Range<usize>,
    /// What it means.
    pub understood: Understanding,
}

/// A wish must be at least this sure to stand alone.
const SURE: f32 = 0.45;

/// Splits a text into wishes by its signs; none where no service is understood. The wishes lie
/// in order and cover the text.
pub fn split(
    taxonomy: &Taxonomy,
    text: &str,
    signs: &[Sign],
    another_wish: &[Range<usize>],
) -> Vec<Wish> {
    let mut stretches: Vec<(Range<usize>, Option<ServiceCategory>)> = Vec::new();
    for clause in clauses(text) {
        let service = service_of(signs, &clause);
        let apart = |from: usize| {
            text[from..clause.start].chars().any(ends_sentence)
                || another_wish
                    .iter()
                    .any(|cue| clause.start <= cue.start && cue.start < clause.end)
        };
        match stretches.last_mut() {
            Some((stretch, current)) => match (*current, service) {
                (Some(a), Some(b)) if !related(taxonomy, a, b) && apart(stretch.end) => {
                    stretches.push((clause, service));
                }
                _ => {
                    stretch.end = clause.end;
                    *current = current.or(service);
                }
            },
            None => stretches.push((clause, service)),
        }
    }
    stretches.retain(|(_, service)| service.is_some());
    let count = stretches.len();
    (0..count)
        .map(|i| {
            let start = if i == 0 { 0 } else { stretches[i].0.start };
            let end = if i + 1 == count { text.len() } else { stretches[i + 1].0.start };
            let inside = signs.iter().filter(|s| start <= s.range.start && s.range.start < end);
            Wish { range: start..end, understood: infer(inside, VoiceWeights::NEED) }
        })
        .collect()
}

/// The surest service that a clause speaks for.
fn service_of(signs: &[Sign], clause: &Range<usize>) -> Option<ServiceCategory> {
    let inside = signs.iter().filter(|s| {
        matches!(s.meaning, Meaning::Category(_))
            && (s.voice == Voice::Against
                || clause.start <= s.range.start && s.range.start < clause.end)
    });
    let understood = infer(inside, VoiceWeights::NEED);
    understood.categories.first().filter(|best| best.weight >= SURE).map(|best| best.term)
}

/// Whether two services are parts of one wish: the same, or of the same field.
fn related(taxonomy: &Taxonomy, a: ServiceCategory, b: ServiceCategory) -> bool {
    taxonomy.categories.top(a) == taxonomy.categories.top(b)
}
