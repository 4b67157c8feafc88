//! `Ranked → Vec<Reason>`: contributions into sentences in Chinese that quote both sides.
//!
//! Every feature belongs to one kind of reason, so the reasons of a match add up to its score.
//! What is said is what was counted: a reason's words are the evidence of the terms that made
//! the feature, not words that look well.

use crate::agreement::{best, best_code, best_pair};
use crate::area::{Coverage, coverage};
use crate::features::Feature;
use crate::offer::Offer;
use crate::organization::{Delivery, Organization};
use crate::parse::ParsedNeed;
use crate::pipeline::Engine;
use crate::profile::{Profile, Wanted, inferred};
use crate::rank::Match;
use crate::taxonomy::TermId;
use crate::understanding::Weighted;
use std::ops::Range;

/// What a reason is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReasonKind {
    /// What is needed is what is offered.
    Service,
    /// What is offered often helps such needs too.
    Related,
    /// It takes up any need of its area, or refers on.
    General,
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
            Self::Related => "related",
            Self::General => "general",
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

    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Service,
        Self::Related,
        Self::General,
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
    pub fn of(feature: Feature) -> Self {
        match feature {
            Feature::Service
            | Feature::ServiceInferred
            | Feature::ServiceDeclared
            | Feature::ServiceSentence
            | Feature::ServiceItem
            | Feature::ServiceSum
            | Feature::ServiceOverlap
            | Feature::ServiceShare
            | Feature::WishService
            | Feature::WishesServed
            | Feature::Field
            | Feature::FieldOverlap
            | Feature::Ticked => Self::Service,
            Feature::Near | Feature::Related => Self::Related,
            Feature::General | Feature::GeneralInScope => Self::General,
            Feature::Group | Feature::GroupOverlap | Feature::GroupConflict | Feature::ForAll => {
                Self::People
            }
            Feature::Words | Feature::Characters => Self::Words,
            Feature::AreaSpecificity | Feature::AreaUncertain => Self::Area,
            Feature::HomeFits | Feature::HomeMisses => Self::Delivery,
            Feature::Paid => Self::Fee,
            Feature::Unwanted | Feature::Excluded => Self::Caution,
            Feature::Breadth => Self::Breadth,
            Feature::Bias
            | Feature::OutOfScope
            | Feature::Understood
            | Feature::Urgent
            | Feature::PublicOffice => Self::Need,
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
            ReasonKind::Related => self.related(contribution),
            ReasonKind::General => self.general(contribution),
            ReasonKind::People => self.people(contribution),
            ReasonKind::Words => self.words(contribution),
            ReasonKind::Area => self.area(contribution),
            ReasonKind::Delivery => self.delivery(contribution),
            ReasonKind::Fee => (Vec::new(), Vec::new(), "这项服务要收费。".to_owned()),
            ReasonKind::Caution => self.caution(),
            ReasonKind::Breadth => self.breadth(),
            ReasonKind::Need => {
                (Vec::new(), Vec::new(), "需求本身的把握程度，与是哪个组织无关。".to_owned())
            }
        };
        Reason { kind, need_words, organization_words, contribution, sentence }
    }

    fn service(&self) -> Said {
        let tree = &self.engine.knowledge.taxonomy.categories;
        let needed = &self.need.understood.categories;
        for offer in [self.offer, self.own] {
            let offered = &offer.understood.categories;
            if let Some((i, j)) = same_term(needed, offered) {
                let (a, b) = (&needed[i], &offered[j]);
                let words = quotes(&self.need.text, &a.evidence);
                let theirs = quotes(&offer.text, &b.evidence);
                let name = &tree.term(a.term).zh;
                let (ours, theirs_quoted) = (in_quotes(&words), in_quotes(&theirs));
                let sentence = format!("需求是{name}{ours}，该组织做的是{name}{theirs_quoted}。");
                return (words, theirs, sentence);
            }
        }
        let Some(first) = needed.first() else {
            return (Vec::new(), Vec::new(), "需求里没有看出要什么服务。".to_owned());
        };
        let words = quotes(&self.need.text, &first.evidence);
        let (name, quoted) = (&tree.term(first.term).zh, in_quotes(&words));
        let portrait = self.engine.catalog.portrait(self.offer.organization);
        let agreeing = portrait.declared.iter().find(|(term, _)| *term == first.term);
        if agreeing.is_some() {
            let sentence = format!("需求是{name}{quoted}，该组织申报的类别也是{name}。");
            return (words, vec![name.clone()], sentence);
        }
        let does = portrait.services.iter().max_by(|a, b| a.1.total_cmp(&b.1));
        match does {
            Some((term, _)) => {
                let theirs = tree.term(term).zh.clone();
                let sentence = format!("需求像是{name}{quoted}，该组织主要做{theirs}。");
                (words, vec![theirs], sentence)
            }
            None => (words, Vec::new(), format!("需求像是{name}{quoted}，该组织没有写清做什么。")),
        }
    }

    /// It does something else, which often helps such needs too.
    fn related(&self, contribution: f32) -> Said {
        let knowledge = &self.engine.knowledge;
        let tree = &knowledge.taxonomy.categories;
        let needed = Profile::new(inferred(&self.need.understood.categories));
        let wanted = Wanted::new(tree, &knowledge.related.any(&needed));
        let portrait = self.engine.catalog.portrait(self.offer.organization);
        let does = portrait
            .services
            .iter()
            .map(|(term, weight)| (weight * wanted.of(term), term))
            .filter(|(value, _)| *value >= CLEAR)
            .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(&a.1)));
        match (does, self.need.understood.categories.first()) {
            (Some((_, term)), Some(first)) if contribution > 0.0 => {
                let theirs = tree.term(term).zh.clone();
                let needed = &tree.term(first.term).zh;
                let sentence = format!("该组织做{theirs}，与{needed}相近，往往也能帮上忙。");
                (Vec::new(), vec![theirs], sentence)
            }
            _ => (Vec::new(), Vec::new(), "该组织做的事与需求不相近。".to_owned()),
        }
    }

    fn general(&self, contribution: f32) -> Said {
        if contribution <= 0.0 {
            return (Vec::new(), Vec::new(), "该组织只做专门的事，不受理各类求助。".to_owned());
        }
        let catalog = &self.engine.catalog;
        let offers = catalog.offers_of(self.offer.organization).map(|i| &catalog.offers()[i]);
        let most = offers.max_by(|a, b| a.understood.general.total_cmp(&b.understood.general));
        let theirs = most.map_or(Vec::new(), |o| quotes(&o.text, &o.understood.general_evidence));
        let sentence =
            format!("该组织受理本地各类求助，做不了的可以帮助转介{}。", in_quotes(&theirs));
        (Vec::new(), theirs, sentence)
    }

    fn people(&self, contribution: f32) -> Said {
        let tree = &self.engine.knowledge.taxonomy.groups;
        let needed = &self.need.understood.groups;
        for offer in [self.offer, self.own] {
            if contribution > 0.0
                && let Some((i, j)) = same_term(needed, &offer.understood.groups)
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

    fn words(&self, contribution: f32) -> Said {
        if contribution < 0.0 {
            return (Vec::new(), Vec::new(), "两边的用词不太相近。".to_owned());
        }
        let mut words: Vec<&str> = self.need.words.iter().map(String::as_str).collect();
        words.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        words.dedup();
        let shared = words
            .into_iter()
            .filter(|w| w.chars().nth(1).is_some() && self.offer.text.contains(w))
            .take(MOST_QUOTES);
        let shared: Vec<String> = shared.map(str::to_owned).collect();
        let sentence = if shared.is_empty() {
            "两边的用词有相近之处。".to_owned()
        } else {
            format!("两边都提到{}。", in_quotes(&shared).trim_matches(['（', '）']))
        };
        (shared.clone(), shared, sentence)
    }

    fn area(&self, contribution: f32) -> Said {
        let place = self.need.area.to_string();
        let serves = &self.organization.serves;
        let (served, sentence) = match coverage(serves, &self.need.area) {
            Coverage::Covers(depth) => {
                let served =
                    serves.iter().find(|s| s.depth() == depth && s.covers(&self.need.area));
                let served = served.map_or_else(String::new, ToString::to_string);
                let place = self.need.area.last();
                let wider = depth < self.need.area.depth();
                let sentence = match contribution >= 0.0 || !wider {
                    true => format!("服务范围“{served}”包括{place}。"),
                    false => format!("服务范围是“{served}”，不是专为{place}的。"),
                };
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
        let catalog = &self.engine.catalog;
        let offers = &catalog.offers()[catalog.offers_of(self.offer.organization)];
        let does = |unwanted: &&Weighted<_>| {
            let alone = std::slice::from_ref(*unwanted);
            offers.iter().any(|o| {
                best(alone, &o.understood.categories) > 0.0
                    || best_code(tree, alone, &o.declared_categories) > 0.0
            })
        };
        if let Some(unwanted) = self.need.unwanted.iter().find(does) {
            let words = quotes(&self.need.text, &unwanted.evidence);
            let name = &tree.term(unwanted.term).zh;
            let sentence = format!("注意：需求里写了不想要{name}{}。", in_quotes(&words));
            return (words, Vec::new(), sentence);
        }
        let said = |o: &Offer| {
            let excluded = &o.excluded;
            let evidence = excluded.categories.first().map(|e| &e.evidence);
            let evidence = evidence.or_else(|| excluded.groups.first().map(|e| &e.evidence));
            evidence.map(|evidence| quotes(&o.text, evidence))
        };
        match offers.iter().find_map(said) {
            Some(theirs) => {
                let quoted = in_quotes(&theirs);
                let sentence = format!("注意：该组织写明有不做的事或不收的人{quoted}，请先核实。");
                (Vec::new(), theirs, sentence)
            }
            None => (Vec::new(), Vec::new(), "没有看到不想要的、不做的。".to_owned()),
        }
    }

    fn breadth(&self) -> Said {
        let tree = &self.engine.knowledge.taxonomy.categories;
        let portrait = self.engine.catalog.portrait(self.offer.organization);
        let mut does: Vec<_> = portrait.services.iter().filter(|(_, w)| *w >= CLEAR).collect();
        does.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let named: Vec<String> = does
            .into_iter()
            .take(MOST_QUOTES)
            .map(|(term, _)| tree.term(term).zh.clone())
            .collect();
        let sentence = match named.is_empty() {
            true => "该组织没有写清做什么。".to_owned(),
            false => format!("该组织做的事：{}等。", named.join("、")),
        };
        (Vec::new(), named, sentence)
    }
}

/// A term counts as said from this weight on.
const CLEAR: f32 = 0.15;

/// The term that both lists hold most surely, by its index in either; none where it is unclear.
fn same_term<T: TermId>(needed: &[Weighted<T>], offered: &[Weighted<T>]) -> Option<(usize, usize)> {
    let clear = |&(i, j): &(usize, usize)| needed[i].weight * offered[j].weight > CLEAR * CLEAR;
    best_pair(needed, offered).filter(clear)
}

/// How many quotes a reason shows of each side.
pub(crate) const MOST_QUOTES: usize = 3;

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
