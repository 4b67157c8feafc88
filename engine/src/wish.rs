//! One text, several wishes: an old man without care and a child to be fetched, in one breath.
//!
//! A wish is a stretch of the text with a service of its own. The text is read piece by piece (a
//! sentence, or what begins with a word like 另外); where a piece speaks for another field than
//! the wish so far, another wish begins. Pieces without a service of their own are the
//! background of the wish that they stand with.

use crate::clause::clauses;
use crate::grams::{Gram, within};
use crate::knowledge::Knowledge;
use crate::lexicon::Sign;
use crate::phrase::ends_sentence;
use crate::taxonomy::ServiceCategory;
use crate::understanding::{Understanding, understand};
use std::ops::Range;

/// One wish of a need.
#[derive(Clone, Debug, PartialEq)]
pub struct Wish {
    /// Its stretch of the need's text, in bytes.
    pub range: Range<usize>,
    /// What it means.
    pub understood: Understanding,
}

/// A piece must be at least this sure of its service to stand for a wish.
const SURE: f32 = 0.5;

/// Splits a text into wishes by its grams and signs; none where no service is understood. The
/// wishes lie in order and cover the text. `whole` is what the whole text means.
pub fn split(
    knowledge: &Knowledge,
    text: &str,
    grams: &[Gram],
    signs: &[Sign],
    whole: &Understanding,
) -> Vec<Wish> {
    let stretches = stretches(knowledge, text, grams);
    let understood = |range: &Range<usize>| {
        let inside = |s: &&Sign| range.start <= s.range.start && s.range.end <= range.end;
        let signs: Vec<Sign> = signs.iter().filter(inside).cloned().collect();
        understand(knowledge, &knowledge.meaning.needs, &within(grams, range), &signs)
    };
    let wish = |range: Range<usize>| Wish {
        understood: match range == (0..text.len()) {
            true => whole.clone(),
            false => understood(&range),
        },
        range,
    };
    stretches.into_iter().map(wish).filter(|w| asks_for_a_service(&w.understood)).collect()
}

/// The stretches of a text that speak for different fields, in order; they cover it.
fn stretches(knowledge: &Knowledge, text: &str, grams: &[Gram]) -> Vec<Range<usize>> {
    let tree = &knowledge.taxonomy.categories;
    let mut stretches: Vec<(Range<usize>, Option<ServiceCategory>)> = Vec::new();
    for piece in pieces(text, &knowledge.lexicon.another_wish(text)) {
        let service = surest(knowledge, grams, &piece);
        match stretches.last_mut() {
            Some((stretch, current)) => match (*current, service) {
                (Some(a), Some(b)) if tree.top(a) != tree.top(b) => {
                    stretches.push((piece, service));
                }
                _ => {
                    stretch.end = piece.end;
                    *current = current.or(service);
                }
            },
            None => stretches.push((piece, service)),
        }
    }
    match stretches.as_mut_slice() {
        [] => return Vec::new(),
        [first, .., last] => {
            first.0.start = 0;
            last.0.end = text.len();
        }
        [only] => only.0 = 0..text.len(),
    }
    for i in 1..stretches.len() {
        stretches[i - 1].0.end = stretches[i].0.start;
    }
    stretches.into_iter().map(|(range, _)| range).collect()
}

/// The service that a piece surely speaks for.
fn surest(knowledge: &Knowledge, grams: &[Gram], piece: &Range<usize>) -> Option<ServiceCategory> {
    let model = &knowledge.meaning;
    let services = model.services(&model.needs, &within(grams, piece));
    services.into_iter().find(|(_, probability)| *probability >= SURE).map(|(term, _)| term)
}

/// Whether some service is likelier than that no organization serves it.
fn asks_for_a_service(understood: &Understanding) -> bool {
    understood.categories.first().is_some_and(|best| best.weight > understood.out_of_scope)
}

/// The sentences of a text, parted before a word with which another wish begins.
pub fn pieces(text: &str, another_wish: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut pieces: Vec<Range<usize>> = Vec::new();
    for clause in clauses(text) {
        let begins = another_wish.iter().any(|c| clause.start <= c.start && c.start < clause.end);
        match pieces.last_mut() {
            Some(piece) if !begins && !text[piece.end..clause.start].chars().any(ends_sentence) => {
                piece.end = clause.end;
            }
            _ => pieces.push(clause),
        }
    }
    pieces
}
