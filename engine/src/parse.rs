//! The first stage: `Need → ParsedNeed`.
//!
//! Personal data goes out first; everything after sees the masked text only. Parsing cannot
//! fail: messy input gives a poorer understanding, empty input an empty one.

use crate::area::AreaPath;
use crate::clause::{is_turned, turned};
use crate::grams::{Gram, grams, outside, within};
use crate::knowledge::Knowledge;
use crate::lexicon::{Meaning, Sign, Voice};
use crate::mask::{Personal, placeholders};
use crate::need::Need;
use crate::taxonomy::{ServiceCategory, TargetGroup};
use crate::understanding::{
    Understanding, VoiceWeights, Weighted, dangers, groups, infer, overlap, understand,
};
use crate::wish::{self, Wish, pieces};

/// A need as the engine understands it.
#[derive(Clone, Debug, PartialEq)]
pub struct ParsedNeed {
    /// The need's id.
    pub id: String,
    /// Title and text without personal data; every range of the understanding is in it.
    pub text: String,
    /// What was masked, in order.
    pub masked: Vec<Personal>,
    /// Where the resident lives.
    pub area: AreaPath,
    /// What the whole text means, inferred from its words.
    pub understood: Understanding,
    /// Its wishes, in order; none where no service is understood.
    pub wishes: Vec<Wish>,
    /// Services that are named and not wanted.
    pub unwanted: Vec<Weighted<ServiceCategory>>,
    /// What the form-filler ticked, apart from what is inferred.
    pub declared_categories: Vec<ServiceCategory>,
    /// What the form-filler ticked, apart from what is inferred.
    pub declared_groups: Vec<TargetGroup>,
    /// The words of the text, stop words left out.
    pub words: Vec<String>,
}

/// Whom a need is about. A long letter tells of people in passing (我妈八十三了), so it is read as a
/// whole and sentence by sentence, and of each group the whole and its surest sentence count alike.
fn people(knowledge: &Knowledge, text: &str, grams: &[Gram]) -> Vec<Weighted<TargetGroup>> {
    let sentences = pieces(text, &knowledge.lexicon.another_wish(text));
    let parts = sentences.iter().map(|sentence| within(grams, sentence));
    groups(&knowledge.meaning, grams, &parts.collect::<Vec<_>>())
}

/// Of a text of fewer letters only the lexicon says that somebody is in danger: 跳江 does, and what
/// the model would guess from 在吗 means nothing.
const LEAST_HEARD: usize = 5;

/// Understands a need.
pub fn parse(knowledge: &Knowledge, need: &Need) -> ParsedNeed {
    let title = need.title.trim();
    let whole = match (title.is_empty(), need.text.trim().is_empty()) {
        (true, _) => need.text.clone(),
        (false, true) => title.to_owned(),
        (false, false) => format!("{title}\n{}", need.text),
    };
    let masked = knowledge.masker.mask(&whole);
    let text = masked.text;
    let not_wanted = turned(&text, &knowledge.lexicon.not_wanted(&text));
    let ours = placeholders(&text);
    let mut signs = knowledge.signs(&text);
    signs.retain(|sign| !ours.iter().any(|range| overlap(range, &sign.range)));
    let words = knowledge.analyzer.tokens(&text);
    let grams = outside(outside(grams(&text, &words, &signs), &not_wanted), &ours);
    let (wanted, unwanted): (Vec<Sign>, Vec<Sign>) = signs.into_iter().partition(|sign| {
        let service = matches!(sign.meaning, Meaning::Category(_));
        !service || sign.voice == Voice::Against || !is_turned(&sign.range, &not_wanted)
    });
    let mut understood = understand(knowledge, &knowledge.meaning.needs, &grams, &wanted);
    understood.groups = people(knowledge, &text, &grams);
    let enough = text.chars().filter(|c| c.is_alphanumeric()).count() >= LEAST_HEARD;
    let heard = if enough { grams.as_slice() } else { &[] };
    understood.alerts = dangers(&knowledge.meaning, heard, &wanted);
    ParsedNeed {
        id: need.id.clone(),
        masked: masked.found,
        area: need.area.clone(),
        wishes: wish::split(knowledge, &text, &grams, &wanted, &understood),
        understood,
        unwanted: infer(&unwanted, VoiceWeights::NEED).categories,
        declared_categories: need.categories.clone(),
        declared_groups: need.target_groups.clone(),
        words: words.into_iter().map(|token| token.term).collect(),
        text,
    }
}
