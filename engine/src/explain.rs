//! `Ranked → Vec<Reason>`: contributions into sentences in Chinese that quote both sides.
//!
//! Every feature belongs to one kind of reason, so the reasons of a match add up to its score.
//! What is said is what was counted: a reason's words are the evidence of the terms that made
//! the feature, not words that look well.

use crate::agreement::{best_code_pair, best_pair};
use crate::area::{Coverage, coverage};
use crate::features::Feature;
use crate::offer::Offer;
use crate::organization::{Delivery, Organization, Status};
use crate::parse::ParsedNeed;
use crate::pipeline::Engine;
use crate::rank::{Abstention, Match};
use crate::screen::Rule;
use crate::taxonomy::{ServiceCategory, TermId, Tree};
use crate::understanding::Weighted;
use std::ops::Range;

/// What a reason is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReasonKind {
    /// What is needed is what is offered.
    Service,
    /// For whom.
    People,
    /// The same words on both sides.
    Words,
    /// Where.
    Area,
    /// Whether it comes home.
    Delivery,
    /// What it costs.
    Fee,
    /// What is not wanted, or not done.
    Caution,
    /// How much the organization does besides.
    Breadth,
    /// What the need itself says, whoever the organization is.
    Need,
}

impl ReasonKind {
    /// The name in files.
    pub fn code(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::People => "people",
            Self::Words => "words",
            Self::Area => "area",
            Self::Delivery => "delivery",
            Self::Fee => "fee",
            Self::Caution => "caution",
            Self::Breadth => "breadth",
            Self::Need => "need",
        }
    }

    const ALL: [Self; 9] = [
        Self::Service,
        Self::People,
        Self::Words,
        Self::Area,
        Self::Delivery,
        Self::Fee,
        Self::Caution,
        Self::Breadth,
        Self::Need,
    ];

    /// The kind that a feature belongs to.
    fn of(feature: Feature) -> Self {
        match feature {
            Feature::CategoryInferred
            | Feature::CategoryDeclared
            | Feature::CategoryOrganization
            | Feature::CategoryProfile
            | Feature::CategoryLeaning
            | Feature::CategoryTicked => Self::Service,
            Feature::Group | Feature::GroupConflict => Self::People,
            Feature::Words | Feature::Characters | Feature::OrganizationCharacters => Self::Words,
            Feature::AreaSpecificity | Feature::AreaUncertain => Self::Area,
            Feature::DeliveryFits | Feature::DeliveryMisses => Self::Delivery,
            Feature::Paid => Self::Fee,
            Feature::Unwanted | Feature::Excluded => Self::Caution,
            Feature::Generality | Feature::IsService => Self::Breadth,
            Feature::Bias | Feature::PublicOffice | Feature::Understood => Self::Need,
        }
    }
}

/// Why an organization is proposed.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// What it is about.
    pub kind: ReasonKind,
    /// The words of the need that it rests on.
    pub need_words: Vec<String>,
    /// The words of the organization that it rests on.
    pub organization_words: Vec<String>,
    /// What it adds to the score.
    pub contribution: f32,
    /// A sentence for people.
    pub sentence: String,
}

/// The reasons of a match, the strongest first. Their contributions sum to its score.
pub fn explain(engine: &Engine, need: &ParsedNeed, found: &Match) -> Vec<Reason> {
    let pair = Pair {
        engine,
        need,
        organization: &engine.catalog.organizations()[found.organization],
        offer: &engine.catalog.offers()[found.row.offer],
        own: &engine.catalog.offers()[engine.catalog.offers_of(found.organization).start],
    };
    let mut reasons: Vec<Reason> = ReasonKind::ALL
        .into_iter()
        .filter_map(|kind| {
            let contribution = Feature::ALL
                .into_iter()
                .filter(|&f| ReasonKind::of(f) == kind)
                .map(|f| found.contribution(f))
                .sum::<f32>();
            (contribution != 0.0).then(|| pair.reason(kind, contribution))
        })
        .collect();
    reasons.sort_by(|a, b| {
        b.contribution.abs().total_cmp(&a.contribution.abs()).then_with(|| a.kind.cmp(&b.kind))
    });
    reasons
}

/// The two sides of a match.
struct Pair<'a> {
    engine: &'a Engine,
    need: &'a ParsedNeed,
    organization: &'a Organization,
    offer: &'a Offer,
    own: &'a Offer,
}

/// The words of both sides and the sentence.
type Said = (Vec<String>, Vec<String>, String);

impl Pair<'_> {
    fn reason(&self, kind: ReasonKind, contribution: f32) -> Reason {
        let (need_words, organization_words, sentence) = match kind {
            ReasonKind::Service => self.service(),
            ReasonKind::People => self.people(contribution),
            ReasonKind::Words => self.words(),
            ReasonKind::Area => self.area(),
            ReasonKind::Delivery => self.delivery(contribution),
            ReasonKind::Fee => (Vec::new(), Vec::new(), "这项服务要收费。".to_owned()),
            ReasonKind::Caution => self.caution(),
            ReasonKind::Breadth => self.breadth(contribution),
            ReasonKind::Need => {
                (Vec::new(), Vec::new(), "需求本身的把握程度，与是哪个组织无关。".to_owned())
            }
        };
        Reason { kind, need_words, organization_words, contribution, sentence }
    }

    fn service(&self) -> Said {
        let tree = &self.engine.knowledge.taxonomy.categories;
        let needed = &self.need.understood.categories;
        let inferred = best_pair(tree, needed, &self.offer.understood.categories);
        if let Some((i, j)) = inferred {
            let (a, b) = (&needed[i], &self.offer.understood.categories[j]);
            return self.both_say(tree, a, b, "做的是");
        }
        match best_code_pair(tree, needed, &self.offer.declared_categories) {
            Some((i, code)) => {
                let words = quotes(&self.need.text, &needed[i].evidence);
                let sentence = format!(
                    "需求是{}{}，该组织申报的类别是{}。",
                    tree.term(needed[i].term).zh,
                    in_quotes(&words),
                    tree.term(code).zh
                );
                (words, vec![tree.term(code).zh.clone()], sentence)
            }
            None => self.leaning(),
        }
    }

    /// Nobody wrote this wording into the lexicon; its characters are near to a service.
    fn leaning(&self) -> Said {
        let knowledge = &self.engine.knowledge;
        let profile = self.engine.catalog.profile(self.offer.organization);
        let Some(term) = self.need.leaning.meeting::<ServiceCategory>(profile) else {
            return (Vec::new(), Vec::new(), "需求里没有看出与该组织相同的服务。".to_owned());
        };
        let words = knowledge.affinity.evidence(&self.need.text, term);
        let name = knowledge.taxonomy.categories.term(term).zh.clone();
        let sentence = format!("说法接近{name}{}，该组织做这一类事。", in_quotes(&words));
        (words, vec![name], sentence)
    }

    fn people(&self, contribution: f32) -> Said {
        let tree = &self.engine.knowledge.taxonomy.groups;
        let needed = &self.need.understood.groups;
        for offer in [self.offer, self.own] {
            if contribution > 0.0
                && let Some((i, j)) = best_pair(tree, needed, &offer.understood.groups)
            {
                let (a, b) = (&needed[i], &offer.understood.groups[j]);
                let words = quotes(&self.need.text, &a.evidence);
                let theirs = quotes(&offer.text, &b.evidence);
                let sentence = format!(
                    "需求说的是{}{}，该组织服务{}{}。",
                    tree.term(a.term).zh,
                    in_quotes(&words),
                    tree.term(b.term).zh,
                    in_quotes(&theirs)
                );
                return (words, theirs, sentence);
            }
        }
        let declared = [&self.offer.declared_groups, &self.own.declared_groups];
        let served: Vec<String> = declared
            .into_iter()
            .find(|groups| !groups.is_empty())
            .into_iter()
            .flatten()
            .map(|&g| tree.term(g).zh.clone())
            .collect();
        let words = needed.first().map_or(Vec::new(), |n| quotes(&self.need.text, &n.evidence));
        let sentence = match (contribution > 0.0, served.is_empty()) {
            (true, false) => format!("该组织申报的服务对象是{}。", served.join("、")),
            (false, false) => {
                format!("该组织主要服务{}，与需求的人群不完全一致。", served.join("、"))
            }
            (true, true) => "服务对象与需求的人群一致。".to_owned(),
            (false, true) => "服务对象与需求的人群不完全一致。".to_owned(),
        };
        (words, served, sentence)
    }

    fn both_say<T: TermId>(
        &self,
        tree: &Tree<T>,
        a: &Weighted<T>,
        b: &Weighted<T>,
        verb: &str,
    ) -> Said {
        let words = quotes(&self.need.text, &a.evidence);
        let theirs = quotes(&self.offer.text, &b.evidence);
        let sentence = format!(
            "需求是{}{}，该组织{verb}{}{}。",
            tree.term(a.term).zh,
            in_quotes(&words),
            tree.term(b.term).zh,
            in_quotes(&theirs)
        );
        (words, theirs, sentence)
    }

    fn words(&self) -> Said {
        let mut shared: Vec<&str> = self
            .need
            .words
            .iter()
            .map(String::as_str)
            .filter(|w| w.chars().nth(1).is_some() && self.offer.text.contains(w))
            .collect();
        shared.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        shared.dedup();
        let shared: Vec<String> = shared.into_iter().take(MOST_QUOTES).map(str::to_owned).collect();
        let sentence = if shared.is_empty() {
            "两边的用词有相近之处。".to_owned()
        } else {
            format!("两边都提到{}。", in_quotes(&shared).trim_matches(['（', '）']))
        };
        (shared.clone(), shared, sentence)
    }

    fn area(&self) -> Said {
        let place = self.need.area.to_string();
        let serves = &self.organization.serves;
        let (served, sentence) = match coverage(serves, &self.need.area) {
            Coverage::Covers(depth) => {
                let served =
                    serves.iter().find(|s| s.depth() == depth && s.covers(&self.need.area));
                let served = served.map_or_else(String::new, ToString::to_string);
                let sentence = format!("服务范围“{served}”包括{}。", self.need.area.last());
                (served, sentence)
            }
            _ => {
                let served = serves.iter().find(|s| self.need.area.covers(s));
                let served = served.map_or_else(String::new, ToString::to_string);
                let sentence = format!(
                    "只服务{}的一部分（“{served}”），请先核实居民住在哪个社区。",
                    self.need.area.last()
                );
                (served, sentence)
            }
        };
        (vec![place], vec![served], sentence)
    }

    fn delivery(&self, contribution: f32) -> Said {
        let home = |list: &[Weighted<Delivery>], text: &str| {
            let found = list.iter().find(|d| d.term == Delivery::Home);
            found.map_or(Vec::new(), |d| quotes(text, &d.evidence))
        };
        let words = home(&self.need.understood.delivery, &self.need.text);
        let theirs = home(&self.offer.understood.delivery, &self.offer.text);
        let sentence = match contribution > 0.0 {
            true => {
                format!("需要上门{}，该服务可以上门{}。", in_quotes(&words), in_quotes(&theirs))
            }
            false => format!("需要上门{}，该服务没有写可以上门。", in_quotes(&words)),
        };
        (words, theirs, sentence)
    }

    fn caution(&self) -> Said {
        let tree = &self.engine.knowledge.taxonomy.categories;
        let offered = &self.offer.understood.categories;
        if let Some((i, _)) = best_pair(tree, &self.need.unwanted, offered) {
            let words = quotes(&self.need.text, &self.need.unwanted[i].evidence);
            let name = &tree.term(self.need.unwanted[i].term).zh;
            let sentence = format!("注意：需求里写了不想要{name}{}。", in_quotes(&words));
            return (words, Vec::new(), sentence);
        }
        let theirs: Vec<String> = self
            .offer
            .excluded
            .categories
            .first()
            .map_or(Vec::new(), |e| quotes(&self.offer.text, &e.evidence));
        let sentence =
            format!("注意：该组织写明有不做的事或不收的人{}，请先核实。", in_quotes(&theirs));
        (Vec::new(), theirs, sentence)
    }

    fn breadth(&self, contribution: f32) -> Said {
        let sentence = match (self.offer.service, contribution > 0.0) {
            (Some(i), _) => format!("对应的服务项目是“{}”。", self.organization.services[i].name),
            (None, true) => "该组织专做这一类事。".to_owned(),
            (None, false) => "该组织业务较广，不专做这一项。".to_owned(),
        };
        let named = self.offer.service.map(|i| self.organization.services[i].name.clone());
        (Vec::new(), named.into_iter().collect(), sentence)
    }
}

/// How many quotes a reason shows of each side.
const MOST_QUOTES: usize = 3;

/// The words at some ranges of a text, each once.
pub fn quotes(text: &str, ranges: &[Range<usize>]) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for range in ranges {
        let word = text[range.clone()].trim();
        if !word.is_empty() && !words.iter().any(|w| w == word) {
            words.push(word.to_owned());
        }
    }
    words.truncate(MOST_QUOTES);
    words
}

/// （“没人做饭”“送餐”）, or nothing.
fn in_quotes(words: &[String]) -> String {
    if words.is_empty() {
        return String::new();
    }
    let quoted: String = words.iter().map(|w| format!("“{w}”")).collect();
    format!("（{quoted}）")
}

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

/// A danger that a text tells of, and whom to call.
#[derive(Clone, Debug, PartialEq)]
pub struct RaisedAlert {
    /// `suicide`
    pub code: String,
    /// `有人可能轻生`
    pub zh: String,
    /// First things first.
    pub call: Vec<String>,
    /// The words that it rests on.
    pub words: Vec<String>,
}

/// An alert is raised from this weight on: rather once too often.
const RAISED: f32 = 0.45;

/// The dangers that a need tells of, the surest first.
pub fn alerts(engine: &Engine, need: &ParsedNeed) -> Vec<RaisedAlert> {
    let lexicon = &engine.knowledge.lexicon;
    need.understood
        .alerts
        .iter()
        .filter(|a| a.weight >= RAISED)
        .map(|a| {
            let alert = &lexicon.alerts[a.term];
            RaisedAlert {
                code: alert.code.clone(),
                zh: alert.zh.clone(),
                call: alert.call.clone(),
                words: quotes(&need.text, &a.evidence),
            }
        })
        .collect()
}
