//! The lexicon of the field at work: entries written by people, found in a text as signs of
//! what it means.
//!
//! An entry says which term it speaks for (a service category, a target group, a way of
//! delivery, a danger, a matter of a public office), who says it (a resident or an
//! organization) and how much it tells. The text format and its reader are in `corpus`.

use crate::organization::Delivery;
use crate::phrase::{Phrase, PhraseMatcher};
use crate::taxonomy::{ServiceCategory, TargetGroup};
use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// What an entry speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meaning {
    /// A service category.
    Category(ServiceCategory),
    /// A target group.
    Group(TargetGroup),
    /// How the service reaches people.
    Delivery(Delivery),
    /// A danger: the index into [`Lexicon::alerts`].
    Alert(usize),
    /// A matter that no social organization does: the index into [`Lexicon::matters`].
    Matter(usize),
}

/// Who says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Voice {
    /// 需: somebody who needs it.
    Resident,
    /// 供: somebody who offers it.
    Organization,
    /// 非: words that look like it and are not.
    Against,
}

/// How much an entry tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// A little, mostly together with others.
    Hint,
    /// What people typically say.
    Typical,
    /// This alone settles it.
    Decisive,
}

impl Strength {
    /// The probability that the text means the term where only this sign stands. Set by hand
    /// for the three steps that a person can tell apart.
    pub fn weight(self) -> f32 {
        match self {
            Self::Hint => 0.15,
            Self::Typical => 0.5,
            Self::Decisive => 0.85,
        }
    }
}

/// One line of the lexicon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What is looked for.
    pub phrase: Phrase,
    /// What it speaks for.
    pub meaning: Meaning,
    /// Who says it.
    pub voice: Voice,
    /// How much it tells.
    pub strength: Strength,
}

/// A kind of danger in which somebody must be called at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// `suicide`
    pub code: String,
    /// `有人可能轻生`
    pub zh: String,
    /// Whom to call, first things first: `120 急救`.
    pub call: Vec<String>,
}

/// A matter that belongs to a public office or a company, and to no social organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matter {
    /// `streetlight-road`
    pub code: String,
    /// `路灯道路市政`
    pub zh: String,
    /// Where to turn to.
    pub turn_to: Vec<String>,
}

/// The words that turn a meaning or begin another wish.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cues {
    /// In a need: what follows is not wanted (不想).
    pub not_wanted: Vec<String>,
    /// In an offer: what follows is not done (不收).
    pub excludes: Vec<String>,
    /// In an offer: what follows is the only thing done (仅限).
    pub only: Vec<String>,
    /// In a need: another wish begins (另外).
    pub another_wish: Vec<String>,
}

/// An entry found in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Sign {
    /// What it speaks for.
    pub meaning: Meaning,
    /// Who says it.
    pub voice: Voice,
    /// How much it tells, 0 to 1.
    pub weight: f32,
    /// Byte offsets in the text.
    pub range: Range<usize>,
    /// The entry that was found: one that comes again says nothing new. None for an age.
    pub entry: Option<usize>,
}

/// The lexicon, ready to search.
pub struct Lexicon {
    /// The kinds of danger.
    pub alerts: Vec<Alert>,
    /// The matters of public offices.
    pub matters: Vec<Matter>,
    entries: Vec<Entry>,
    /// For each entry the share of its weight that is left, 0 to 1: a phrase that speaks for
    /// several terms tells less about each.
    shares: Vec<f32>,
    matcher: PhraseMatcher,
    not_wanted: AhoCorasick,
    excludes: AhoCorasick,
    only: AhoCorasick,
    another_wish: AhoCorasick,
}

impl std::fmt::Debug for Lexicon {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lexicon").field("entries", &self.entries.len()).finish()
    }
}

impl Lexicon {
    /// Builds the automata.
    pub fn new(entries: Vec<Entry>, alerts: Vec<Alert>, matters: Vec<Matter>, cues: &Cues) -> Self {
        let phrases: Vec<Phrase> = entries.iter().map(|e| e.phrase.clone()).collect();
        let mut speaks_for: BTreeMap<&Phrase, BTreeSet<Meaning>> = BTreeMap::new();
        for entry in entries.iter().filter(|e| e.voice != Voice::Against) {
            speaks_for.entry(&entry.phrase).or_default().insert(entry.meaning);
        }
        let same_kind =
            |a: Meaning, b: Meaning| std::mem::discriminant(&a) == std::mem::discriminant(&b);
        let shares = entries
            .iter()
            .map(|entry| {
                let rivals = speaks_for.get(&entry.phrase).map_or(1, |meanings| {
                    meanings.iter().filter(|&&m| same_kind(m, entry.meaning)).count().max(1)
                });
                1.0 / (rivals as f32).sqrt()
            })
            .collect();
        Self {
            matcher: PhraseMatcher::new(&phrases),
            not_wanted: longest_first(&cues.not_wanted),
            excludes: longest_first(&cues.excludes),
            only: longest_first(&cues.only),
            another_wish: longest_first(&cues.another_wish),
            alerts,
            matters,
            shares,
            entries,
        }
    }

    /// Every entry.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The signs in a text, by place.
    pub fn signs(&self, text: &str) -> Vec<Sign> {
        let mut signs: Vec<Sign> = self
            .matcher
            .find(text)
            .into_iter()
            .map(|hit| {
                let entry = &self.entries[hit.phrase];
                Sign {
                    meaning: entry.meaning,
                    voice: entry.voice,
                    weight: entry.strength.weight() * self.shares[hit.phrase],
                    range: hit.range,
                    entry: Some(hit.phrase),
                }
            })
            .collect();
        signs.sort_by_key(|s| (s.range.start, s.range.end));
        signs
    }

    /// The words of a need after which follows what is not wanted.
    pub fn not_wanted(&self, text: &str) -> Vec<Range<usize>> {
        places(&self.not_wanted, text)
    }

    /// The words of an offer beside which stands what is not done.
    pub fn excludes(&self, text: &str) -> Vec<Range<usize>> {
        places(&self.excludes, text)
    }

    /// The words of an offer after which follows the only thing that is done.
    pub fn only(&self, text: &str) -> Vec<Range<usize>> {
        places(&self.only, text)
    }

    /// The words with which another wish begins.
    pub fn another_wish(&self, text: &str) -> Vec<Range<usize>> {
        places(&self.another_wish, text)
    }
}

fn longest_first(words: &[String]) -> AhoCorasick {
    AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(words)
        .expect("a list of cues fits an automaton")
}

fn places(automaton: &AhoCorasick, text: &str) -> Vec<Range<usize>> {
    automaton.find_iter(text).map(|found| found.range()).collect()
}
