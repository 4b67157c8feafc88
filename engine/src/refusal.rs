//! Every refusal has its reason: why an organization is out of the question, and why nobody is
//! proposed.

use crate::explain::MOST_QUOTES;
use crate::organization::Status;
use crate::parse::ParsedNeed;
use crate::pipeline::Engine;
use crate::rank::Abstention;
use crate::screen::Rule;
use std::ops::Range;

/// Why a hard rule stops an organization, for people.
pub fn explain_rule(
    engine: &Engine,
    need: &ParsedNeed,
    organization: usize,
    rule: &Rule,
) -> String {
    let taxonomy = &engine.knowledge.taxonomy;
    let said = |offer: usize, words: &Range<usize>| {
        clause_around(&engine.catalog.offers()[offer].text, words)
    };
    match rule {
        Rule::Inactive(Status::Suspended) => "该组织已暂停活动。".to_owned(),
        Rule::Inactive(_) => "该组织已注销。".to_owned(),
        Rule::OutsideArea => {
            let serves = &engine.catalog.organizations()[organization].serves;
            let named: Vec<String> =
                serves.iter().take(MOST_QUOTES).map(ToString::to_string).collect();
            match named.is_empty() {
                true => "该组织没有写服务范围。".to_owned(),
                false => format!(
                    "不服务{}，只服务{}{}。",
                    need.area.last(),
                    named.join("、"),
                    if serves.len() > MOST_QUOTES { "等" } else { "" }
                ),
            }
        }
        Rule::ExcludesService { category, offer, words } => format!(
            "该组织写明不做{}（“{}”）。",
            taxonomy.categories.term(*category).zh,
            said(*offer, words)
        ),
        Rule::ExcludesGroup { group, offer, words } => format!(
            "该组织写明不服务{}（“{}”）。",
            taxonomy.groups.term(*group).zh,
            said(*offer, words)
        ),
    }
}

/// The clause in which some words stand.
fn clause_around(text: &str, words: &Range<usize>) -> String {
    crate::clause::clauses(text)
        .into_iter()
        .find(|c| c.start <= words.start && words.start < c.end)
        .map_or_else(|| text[words.clone()].to_owned(), |c| text[c].trim().to_owned())
}

/// Why nobody is proposed, for people.
pub fn explain_abstention(engine: &Engine, abstention: &Abstention) -> String {
    match abstention {
        Abstention::NothingUnderstood => {
            "没有合适的组织：没有看懂需要什么服务，请换个说法或写得具体一些。".to_owned()
        }
        Abstention::PublicOffice(matter) => {
            let matter = &engine.knowledge.lexicon.matters[*matter];
            format!(
                "没有合适的组织：这像是“{}”的事，请找{}。",
                matter.zh,
                matter.turn_to.join("、")
            )
        }
        Abstention::NobodyThere => "没有合适的组织：没有正常活动的组织服务这个地方。".to_owned(),
        Abstention::NobodySuitable => {
            "没有合适的组织：服务这个地方的组织里，没有做这件事的。可以记为未满足的需求。"
                .to_owned()
        }
    }
}
