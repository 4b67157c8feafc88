//! What people and programs see of a match: one form for JSON Lines, the HTTP API, the page and
//! the terminal. Text in it is masked.

pub mod record;

use engine::alert::{RaisedAlert, alerts};
use engine::explain::{explain, quotes};
use engine::organization::Delivery;
use engine::parse::ParsedNeed;
use engine::pipeline::{Engine, NearMiss};
use engine::rank::{Abstention, Match, Ranked};
use engine::refusal::{explain_abstention, explain_rule};
use engine::screen::Rule;
use engine::taxonomy::{TermId, Tree};
use engine::understanding::{Understanding, Weighted};
use serde::Serialize;
use std::ops::Range;

/// The answer to one need.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NeedView {
    /// The need's id.
    pub need: String,
    /// Its text without personal data.
    pub text: String,
    /// Where.
    pub area: String,
    /// Why nobody is proposed; null where somebody is.
    pub abstained: Option<AbstentionView>,
    /// Whom to call at once, and why.
    pub alerts: Vec<AlertView>,
    /// What the engine understood.
    pub understood: UnderstoodView,
    /// Who is proposed, best first.
    pub matches: Vec<MatchView>,
    /// Who would fit but for a hard rule.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub near_misses: Vec<NearMissView>,
}

/// Why nobody is proposed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AbstentionView {
    /// `nothing-understood`, `public-office`, `nobody-there` or `nobody-suitable`.
    pub code: &'static str,
    /// For people.
    pub sentence: String,
}

/// A danger.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AlertView {
    /// `suicide`
    pub code: String,
    /// `有人可能轻生`
    pub name: String,
    /// First things first.
    pub call: Vec<String>,
    /// The words that it rests on.
    pub words: Vec<String>,
}

/// What the engine understood of a need.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct UnderstoodView {
    /// What is needed.
    pub categories: Vec<TermView>,
    /// What the text is most probably about; empty where `categories` says it.
    pub leaning: Vec<TermView>,
    /// For whom.
    pub target_groups: Vec<TermView>,
    /// How it must reach people.
    pub delivery: Vec<TermView>,
    /// What is named and not wanted.
    pub unwanted: Vec<TermView>,
    /// One for each wish.
    pub wishes: Vec<WishView>,
    /// What was masked, by kind.
    pub masked: Vec<&'static str>,
}

/// A term with its weight and the words that it rests on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TermView {
    /// `elderly.meals`
    pub code: String,
    /// `老年助餐`
    pub name: String,
    /// 0 to 1.
    pub weight: f32,
    /// The words.
    pub words: Vec<String>,
}

/// One wish.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WishView {
    /// Its stretch of the text.
    pub text: String,
    /// What it is about.
    pub categories: Vec<TermView>,
}

/// An organization that is proposed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MatchView {
    /// Its id.
    pub organization: String,
    /// Its name.
    pub name: String,
    /// The service that fits best; null where it is the organization as a whole.
    pub service: Option<String>,
    /// From 1.
    pub rank: usize,
    /// The sum of the reasons' contributions.
    pub score: f32,
    /// Of being suitable (grade 2 or more).
    pub probability: f32,
    /// The wish that it fits best, by its place in `understood.wishes`.
    pub wish: Option<usize>,
    /// Why.
    pub reasons: Vec<ReasonView>,
}

/// Why an organization is proposed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReasonView {
    /// `service`, `people`, `words`, `area`, …
    pub kind: &'static str,
    /// The words of the need that it rests on.
    pub need_words: Vec<String>,
    /// The words of the organization that it rests on.
    pub organization_words: Vec<String>,
    /// What it adds to the score.
    pub contribution: f32,
    /// For people.
    pub sentence: String,
}

/// An organization that a hard rule stops.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NearMissView {
    /// Its id.
    pub organization: String,
    /// Its name.
    pub name: String,
    /// `inactive`, `outside-area`, `excludes-service` or `excludes-group`.
    pub rule: &'static str,
    /// For people.
    pub sentence: String,
}

/// Puts an answer into the form that is seen.
pub fn need_view(
    engine: &Engine,
    need: &ParsedNeed,
    ranked: &Ranked,
    near_misses: &[NearMiss],
) -> NeedView {
    NeedView {
        need: need.id.clone(),
        text: need.text.clone(),
        area: need.area.to_string(),
        abstained: ranked.abstention.as_ref().map(|why| AbstentionView {
            code: abstention_code(why),
            sentence: explain_abstention(engine, why),
        }),
        alerts: alerts(engine, need).into_iter().map(alert_view).collect(),
        understood: understood_view(engine, need),
        matches: ranked
            .matches
            .iter()
            .enumerate()
            .map(|(i, found)| match_view(engine, need, found, i + 1))
            .collect(),
        near_misses: near_misses.iter().map(|miss| near_miss_view(engine, need, miss)).collect(),
    }
}

/// Puts one match into the form that is seen.
pub fn match_view(engine: &Engine, need: &ParsedNeed, found: &Match, rank: usize) -> MatchView {
    let organization = &engine.catalog.organizations()[found.organization];
    let offer = &engine.catalog.offers()[found.row.offer];
    MatchView {
        organization: organization.id.clone(),
        name: organization.name.clone(),
        service: offer.service.map(|i| organization.services[i].name.clone()),
        rank,
        score: found.score,
        probability: found.probability,
        wish: found.row.wish,
        reasons: explain(engine, need, found)
            .into_iter()
            .map(|reason| ReasonView {
                kind: reason.kind.code(),
                need_words: reason.need_words,
                organization_words: reason.organization_words,
                contribution: reason.contribution,
                sentence: reason.sentence,
            })
            .collect(),
    }
}

fn abstention_code(why: &Abstention) -> &'static str {
    match why {
        Abstention::NothingUnderstood => "nothing-understood",
        Abstention::PublicOffice(_) => "public-office",
        Abstention::NobodyThere => "nobody-there",
        Abstention::NobodySuitable => "nobody-suitable",
    }
}

fn alert_view(alert: RaisedAlert) -> AlertView {
    AlertView { code: alert.code, name: alert.zh, call: alert.call, words: alert.words }
}

/// Terms surer than this are shown as understood.
const SHOWN: f32 = 0.2;

fn understood_view(engine: &Engine, need: &ParsedNeed) -> UnderstoodView {
    let taxonomy = &engine.knowledge.taxonomy;
    let Understanding { categories, groups, delivery, .. } = &need.understood;
    let categories = terms(&taxonomy.categories, categories, &need.text);
    UnderstoodView {
        leaning: if categories.is_empty() { leaning(engine, need) } else { Vec::new() },
        categories,
        target_groups: terms(&taxonomy.groups, groups, &need.text),
        delivery: delivery
            .iter()
            .filter(|d| d.weight >= SHOWN)
            .map(|d| {
                let (code, name) = delivery_names(d.term);
                term_view(code, name, d.weight, &need.text, &d.evidence)
            })
            .collect(),
        unwanted: terms(&taxonomy.categories, &need.unwanted, &need.text),
        wishes: need
            .wishes
            .iter()
            .map(|wish| WishView {
                text: need.text[wish.range.clone()].trim().to_owned(),
                categories: terms(&taxonomy.categories, &wish.understood.categories, &need.text),
            })
            .collect(),
        masked: need.masked.iter().map(|kind| kind.placeholder()).collect(),
    }
}

/// How many services a text is shown to lean towards.
const LEANINGS: usize = 2;

/// The most probable services of a text that is surely about none.
fn leaning(engine: &Engine, need: &ParsedNeed) -> Vec<TermView> {
    let tree = &engine.knowledge.taxonomy.categories;
    let likely = need.understood.categories.iter().take(LEANINGS);
    likely
        .map(|w| {
            let term = tree.term(w.term);
            term_view(&term.code, &term.zh, w.weight, &need.text, &w.evidence)
        })
        .collect()
}

fn terms<T: TermId>(tree: &Tree<T>, list: &[Weighted<T>], text: &str) -> Vec<TermView> {
    list.iter()
        .filter(|w| w.weight >= SHOWN)
        .map(|w| {
            let term = tree.term(w.term);
            term_view(&term.code, &term.zh, w.weight, text, &w.evidence)
        })
        .collect()
}

fn term_view(
    code: &str,
    name: &str,
    weight: f32,
    text: &str,
    evidence: &[Range<usize>],
) -> TermView {
    let (code, name) = (code.to_owned(), name.to_owned());
    TermView { code, name, weight, words: quotes(text, evidence) }
}

fn delivery_names(delivery: Delivery) -> (&'static str, &'static str) {
    match delivery {
        Delivery::Home => ("home", "上门"),
        Delivery::Site => ("site", "到站"),
        Delivery::Online => ("online", "线上"),
    }
}

fn near_miss_view(engine: &Engine, need: &ParsedNeed, miss: &NearMiss) -> NearMissView {
    let organization = &engine.catalog.organizations()[miss.rejected.organization];
    NearMissView {
        organization: organization.id.clone(),
        name: organization.name.clone(),
        rule: match miss.rejected.rule {
            Rule::Inactive(_) => "inactive",
            Rule::OutsideArea => "outside-area",
            Rule::ExcludesService { .. } => "excludes-service",
            Rule::ExcludesGroup { .. } => "excludes-group",
        },
        sentence: explain_rule(engine, need, miss.rejected.organization, &miss.rejected.rule),
    }
}

/// A need in the ranking for an organization.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RankedNeedView {
    /// The need's id.
    pub need: String,
    /// Its text without personal data.
    pub text: String,
    /// Where.
    pub area: String,
    /// The match, seen from the organization: its rank is the need's rank for it.
    #[serde(rename = "match")]
    pub found: MatchView,
}

/// Puts a need in the ranking for an organization into the form that is seen.
pub fn ranked_need_view(
    engine: &Engine,
    need: &ParsedNeed,
    found: &Match,
    rank: usize,
) -> RankedNeedView {
    RankedNeedView {
        need: need.id.clone(),
        text: need.text.clone(),
        area: need.area.to_string(),
        found: match_view(engine, need, found, rank),
    }
}
