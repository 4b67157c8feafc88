//! The first stage: `Need → ParsedNeed`.
//!
//! Personal data goes out first; everything after sees the masked text only. Parsing cannot
//! fail: messy input gives a poorer understanding, empty input an empty one.

use crate::area::AreaPath;
use crate::clause::{is_turned, turned};
use crate::grams::{grams, outside};
use crate::knowledge::Knowledge;
use crate::lexicon::{Meaning, Sign, Voice};
use crate::mask::{Personal, placeholders};
use crate::need::Need;
use crate::taxonomy::{ServiceCategory, TargetGroup};
use crate::understanding::{Understanding, VoiceWeights, Weighted, infer, overlap, understand};
use crate::wish::{self, Wish};

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
    let understood = understand(knowledge, &knowledge.meaning.needs, &grams, &wanted);
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
