//! What a text means: weighted service categories, target groups and ways of delivery, each with
//! the words that it rests on.
//!
//! [`understand`] asks the model of meaning, whose weights are learned; matters of public offices
//! come from the lexicon, where every entry was chosen, and dangers from both. [`infer`] reads a stretch
//! by the lexicon alone: what is refused must be said word for word.
//!
//! There, signs for one term are combined by a noisy-or (Pearl 1988): each is taken as an independent
//! cause, so two typical signs of weight 0.5 give 0.75. Signs that overlap are one cause: the
//! stronger counts; an entry that is found again says nothing new. A sign against takes away what
//! it overlaps; one that overlaps nothing lowers the rest.

use crate::grams::Gram;
use crate::knowledge::Knowledge;
use crate::lexicon::{Meaning, Sign, Voice};
use crate::meaning::{Label, MeaningModel, Side};
use crate::organization::Delivery;
use crate::taxonomy::{ServiceCategory, TargetGroup};
use std::collections::BTreeMap;
use std::ops::Range;

/// A term with how surely it is meant, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighted<T> {
    /// The term.
    pub term: T,
    /// 0 to 1.
    pub weight: f32,
    /// Byte ranges of the words that it rests on, in the order of the text.
    pub evidence: Vec<Range<usize>>,
}

/// What a text means. Each list is sorted by weight, the surest first, ties by term.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Understanding {
    /// What is needed or offered.
    pub categories: Vec<Weighted<ServiceCategory>>,
    /// For whom.
    pub groups: Vec<Weighted<TargetGroup>>,
    /// How it must reach people, or does.
    pub delivery: Vec<Weighted<Delivery>>,
    /// Dangers, by index.
    pub alerts: Vec<Weighted<usize>>,
    /// Matters of public offices, by index.
    pub matters: Vec<Weighted<usize>>,
    /// How surely it cannot wait, 0 to 1.
    pub urgent: f32,
    /// How surely it is no social organization's matter, 0 to 1.
    pub out_of_scope: f32,
    /// How surely it is an organization that takes up any need, or refers on, 0 to 1.
    pub general: f32,
    /// Where it says so.
    pub general_evidence: Vec<Range<usize>>,
}

/// Terms less probable than this are noise.
const PROBABLE: f32 = 0.01;
/// From this probability on a term names the words that it rests on.
const NAMED: f32 = 0.1;

/// What a text of a side means, by its grams and its signs; of dangers it says nothing.
pub fn understand(
    knowledge: &Knowledge,
    side: &Side,
    grams: &[Gram],
    signs: &[Sign],
) -> Understanding {
    let model = &knowledge.meaning;
    let matters = signs.iter().filter(|s| matches!(s.meaning, Meaning::Matter(_)));
    let mut understanding = infer(matters, VoiceWeights::NEED);
    let Some(probabilities) = model.read(side, grams) else { return understanding };
    for (i, (&label, weight)) in model.labels.iter().zip(probabilities).enumerate() {
        let evidence = || evidence(model, side, grams, i, weight);
        match label {
            Label::Urgent => understanding.urgent = weight,
            Label::OutOfScope => understanding.out_of_scope = weight,
            Label::General => {
                understanding.general = weight;
                understanding.general_evidence = evidence();
            }
            _ if weight < PROBABLE => {}
            Label::Category(term) => {
                understanding.categories.push(Weighted { term, weight, evidence: evidence() });
            }
            Label::Group(term) => {
                understanding.groups.push(Weighted { term, weight, evidence: evidence() });
            }
            Label::Delivery(term) => {
                understanding.delivery.push(Weighted { term, weight, evidence: evidence() });
            }
        }
    }
    surest_first(&mut understanding.categories);
    surest_first(&mut understanding.groups);
    surest_first(&mut understanding.delivery);
    understanding
}

/// The words that speak for a label, where it is probable enough to name them.
fn evidence(
    model: &MeaningModel,
    side: &Side,
    grams: &[Gram],
    label: usize,
    weight: f32,
) -> Vec<Range<usize>> {
    if weight >= NAMED { model.evidence(side, grams, label) } else { Vec::new() }
}

/// The people of a need by its grams and by those of its parts: of each group the whole and the
/// part that is surest of it count alike.
pub fn groups(
    model: &MeaningModel,
    grams: &[Gram],
    parts: &[Vec<Gram>],
) -> Vec<Weighted<TargetGroup>> {
    let side = &model.needs;
    let Some(whole) = model.read(side, grams) else { return Vec::new() };
    let parts: Vec<Vec<f32>> = parts.iter().filter_map(|part| model.read(side, part)).collect();
    let mut groups = Vec::new();
    for (i, &label) in model.labels.iter().enumerate() {
        let Label::Group(term) = label else { continue };
        let surest = parts.iter().map(|part| part[i]).fold(0.0, f32::max);
        let weight = (whole[i] + surest) / 2.0;
        if weight >= PROBABLE {
            let evidence = evidence(model, side, grams, i, weight);
            groups.push(Weighted { term, weight, evidence });
        }
    }
    surest_first(&mut groups);
    groups
}

/// How much of a danger is left where the text has only what looks like it and is none.
fn left_of(alert: usize, signs: &[Sign]) -> f32 {
    let against = |s: &&Sign| s.meaning == Meaning::Alert(alert) && s.voice == Voice::Against;
    if signs.iter().any(|s| against(&s)) { LEFT_BY_AGAINST } else { 1.0 }
}

/// The dangers that a need tells of. Of each the surer of both counts: what the lexicon found, or
/// what the model hears.
pub fn dangers(model: &MeaningModel, grams: &[Gram], signs: &[Sign]) -> Vec<Weighted<usize>> {
    let found = signs.iter().filter(|s| matches!(s.meaning, Meaning::Alert(_)));
    let mut alerts = infer(found, VoiceWeights::NEED).alerts;
    for (term, probability) in model.danger(grams).into_iter().flatten().enumerate() {
        let weight = probability * left_of(term, signs);
        match alerts.iter_mut().find(|alert| alert.term == term) {
            Some(found) => found.weight = found.weight.max(weight),
            None if weight >= NAMED => {
                let evidence = model.danger_evidence(grams, term);
                alerts.push(Weighted { term, weight, evidence });
            }
            None => {}
        }
    }
    surest_first(&mut alerts);
    alerts
}

/// How much a sign counts by who would say it.
#[derive(Clone, Copy, Debug)]
pub struct VoiceWeights {
    /// For what residents say.
    pub resident: f32,
    /// For what organizations say.
    pub organization: f32,
}

impl VoiceWeights {
    /// In a need: residents name services too.
    pub const NEED: Self = Self { resident: 1.0, organization: 1.0 };
    /// In an offer: an organization that describes whom it helps speaks like a resident, and
    /// often of more than it does.
    pub const OFFER: Self = Self { resident: 0.5, organization: 1.0 };
}

/// How much each sign against a term leaves of it, where it stands by itself. One that overlaps
/// a sign has done its work by taking that away: 不想活动 in a text must not silence 不想活
/// elsewhere in it.
const LEFT_BY_AGAINST: f32 = 0.6;

/// Terms below this are noise.
const LEAST: f32 = 0.1;

/// Combines the signs of a text.
pub fn infer<'a>(signs: impl IntoIterator<Item = &'a Sign>, voices: VoiceWeights) -> Understanding {
    let mut by_meaning: BTreeMap<Meaning, Vec<&Sign>> = BTreeMap::new();
    for sign in signs {
        by_meaning.entry(sign.meaning).or_default().push(sign);
    }
    let mut understanding = Understanding::default();
    for (meaning, signs) in by_meaning {
        let Some((weight, evidence)) = combine(&signs, voices) else { continue };
        match meaning {
            Meaning::Category(term) => {
                understanding.categories.push(Weighted { term, weight, evidence });
            }
            Meaning::Group(term) => understanding.groups.push(Weighted { term, weight, evidence }),
            Meaning::Delivery(term) => {
                understanding.delivery.push(Weighted { term, weight, evidence });
            }
            Meaning::Alert(term) => understanding.alerts.push(Weighted { term, weight, evidence }),
            Meaning::Matter(term) => {
                understanding.matters.push(Weighted { term, weight, evidence });
            }
        }
    }
    surest_first(&mut understanding.categories);
    surest_first(&mut understanding.groups);
    surest_first(&mut understanding.delivery);
    surest_first(&mut understanding.alerts);
    surest_first(&mut understanding.matters);
    understanding
}

/// The weight and the evidence of one term; none where too little speaks for it.
fn combine(signs: &[&Sign], voices: VoiceWeights) -> Option<(f32, Vec<Range<usize>>)> {
    let against: Vec<&Range<usize>> =
        signs.iter().filter(|s| s.voice == Voice::Against).map(|s| &s.range).collect();
    let mut speaking: Vec<(f32, &Range<usize>, Option<usize>)> = signs
        .iter()
        .filter_map(|s| match s.voice {
            Voice::Resident => Some((s.weight * voices.resident, &s.range, s.entry)),
            Voice::Organization => Some((s.weight * voices.organization, &s.range, s.entry)),
            Voice::Against => None,
        })
        .collect();
    let lowering =
        against.iter().filter(|a| !speaking.iter().any(|(_, range, _)| overlap(a, range))).count();
    speaking.retain(|(_, range, _)| !against.iter().any(|a| overlap(a, range)));
    speaking.sort_by(|a, b| {
        b.0.total_cmp(&a.0).then_with(|| (a.1.start, a.1.end).cmp(&(b.1.start, b.1.end)))
    });
    let mut taken: Vec<Range<usize>> = Vec::new();
    let mut entries: Vec<usize> = Vec::new();
    let mut doubt = 1.0;
    for (weight, range, entry) in speaking {
        let again = entry.is_some_and(|entry| entries.contains(&entry));
        if !again && !taken.iter().any(|t| overlap(t, range)) {
            taken.push(range.clone());
            entries.extend(entry);
            doubt *= 1.0 - weight;
        }
    }
    taken.sort_by_key(|r| r.start);
    let weight = (1.0 - doubt) * LEFT_BY_AGAINST.powi(lowering.min(3) as i32);
    (weight >= LEAST).then_some((weight, taken))
}

/// Whether two ranges share a byte.
pub fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// Sorts by weight, ties by term.
pub fn surest_first<T: Ord + Copy>(terms: &mut [Weighted<T>]) {
    terms.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.term.cmp(&b.term)));
}

/// The weight of a term in a list, 0 where it is not in it.
pub fn weight_of<T: PartialEq + Copy>(terms: &[Weighted<T>], term: T) -> f32 {
    terms.iter().find(|w| w.term == term).map_or(0.0, |w| w.weight)
}

#[cfg(test)]
mod tests {
    //! Properties: a term is at least as sure as its strongest sign; signs against never make it
    //! surer; weights stay within 0 and 1; signs at one place count once.
    use super::*;
    use proptest::prelude::*;

    fn sign(voice: Voice, weight: f32, range: Range<usize>) -> Sign {
        let entry = None;
        Sign { meaning: Meaning::Category(ServiceCategory(0)), voice, weight, range, entry }
    }

    fn weight(signs: &[Sign]) -> f32 {
        weight_of(&infer(signs, VoiceWeights::NEED).categories, ServiceCategory(0))
    }

    #[test]
    fn signs_at_one_place_count_once() {
        use Voice::{Against, Resident};
        let near = |a: f32, b: f32| assert!((a - b).abs() < 1e-6, "{a} {b}");
        near(weight(&[sign(Resident, 0.5, 0..3)]), 0.5);
        near(weight(&[sign(Resident, 0.5, 0..3), sign(Resident, 0.5, 3..6)]), 0.75);
        near(weight(&[sign(Resident, 0.5, 0..4), sign(Resident, 0.3, 3..6)]), 0.5);
        near(weight(&[sign(Resident, 0.5, 0..3), sign(Against, 0.5, 0..6)]), 0.0);
        near(weight(&[sign(Resident, 0.5, 0..3), sign(Against, 0.5, 9..12)]), 0.3);
    }

    proptest! {
        #[test]
        fn a_term_is_as_sure_as_its_strongest_sign(
            signs in proptest::collection::vec((0usize..60, 1usize..9, 0.0f32..1.0), 1..12)
        ) {
            let signs: Vec<Sign> = signs
                .iter()
                .map(|&(at, len, w)| sign(Voice::Resident, w, at..at + len))
                .collect();
            let all = weight(&signs);
            prop_assert!((0.0..=1.0).contains(&all));
            let strongest = signs.iter().map(|s| s.weight).fold(0.0, f32::max);
            prop_assert!(strongest < LEAST || all >= strongest - 1e-6);
            let mut doubted = signs;
            doubted.push(sign(Voice::Against, 0.5, 100..103));
            prop_assert!(weight(&doubted) <= all);
        }
    }
}
