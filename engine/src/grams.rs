//! What the model of meaning sees of a text: its grams, each a number, with where they stand.
//!
//! - characters: 1- to 4-grams of the runs of letters and digits, numbers folded to one digit;
//! - words: the segmented words, and pairs of neighbours;
//! - sounds: 2- and 3-grams of toneless pinyin syllables, with the pairs folded that southern
//!   speakers and voice input mix up (zh/z, ng/n, n/l), so that 组浴 sounds like 助浴;
//! - signs: what the lexicon finds, by what the entry speaks for, who says it and how much it
//!   tells.
//!
//! A gram is known by the 32-bit hash of its kind and content (the hashing trick, Weinberger
//! et al. 2009): of 10⁵ grams about one in 10⁴ shares its number with another.

use crate::analyzer::{Token, half_width};
use crate::lexicon::{Meaning, Sign, Voice};
use crate::organization::Delivery;
use crate::understanding::overlap;
use pinyin::ToPinyin;
use std::ops::Range;

/// A gram of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gram {
    /// The hash of its kind and content.
    pub key: u32,
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// Whether it can be quoted to people: words and signs, not runs of characters.
    pub whole: bool,
}

/// The longest run of characters that is one gram.
const LONGEST: usize = 4;

/// All grams of a text, in no particular order; one that stands twice comes twice.
pub fn grams(text: &str, words: &[Token], signs: &[Sign]) -> Vec<Gram> {
    let mut grams = Vec::new();
    for run in runs(text) {
        characters(&run, &mut grams);
        sounds(&run, &mut grams);
    }
    for (i, word) in words.iter().enumerate() {
        if word.term.chars().nth(1).is_some() {
            let key = hash(b'w', [word.term.as_bytes()]);
            grams.push(Gram { key, range: word.range.clone(), whole: true });
        }
        if let Some(next) = words[i + 1..].iter().find(|next| next.range.start >= word.range.end)
            && next.range.start == word.range.end
        {
            let key = hash(b'b', [word.term.as_bytes(), next.term.as_bytes()]);
            let range = word.range.start..next.range.end;
            grams.push(Gram { key, range, whole: true });
        }
    }
    // what looks like a sign and is none (减轻生活) takes it away
    let denied = |sign: &&Sign| {
        let against = signs.iter().filter(|s| s.voice == Voice::Against);
        against.filter(|s| s.meaning == sign.meaning).any(|s| overlap(&s.range, &sign.range))
    };
    let standing = signs.iter().filter(|sign| sign.voice != Voice::Against && !denied(sign));
    grams.extend(standing.map(|sign| Gram {
        key: sign_key(sign),
        range: sign.range.clone(),
        whole: true,
    }));
    grams
}

/// The grams that none of some ranges touches.
pub fn outside(mut grams: Vec<Gram>, ranges: &[Range<usize>]) -> Vec<Gram> {
    grams.retain(|gram| !ranges.iter().any(|range| overlap(&gram.range, range)));
    grams
}

/// The grams that lie within a range.
pub fn within(grams: &[Gram], range: &Range<usize>) -> Vec<Gram> {
    let inside = |g: &&Gram| range.start <= g.range.start && g.range.end <= range.end;
    grams.iter().filter(inside).cloned().collect()
}

/// A character of a run: normalized, with its place in the text.
type Placed = (char, Range<usize>);

/// The runs of letters and digits in a text; a number is one `0`.
fn runs(text: &str) -> Vec<Vec<Placed>> {
    let mut runs: Vec<Vec<Placed>> = vec![Vec::new()];
    for (at, c) in text.char_indices() {
        let normal = half_width(c).to_ascii_lowercase();
        let range = at..at + c.len_utf8();
        let run = runs.last_mut().expect("there is always a run");
        if !normal.is_alphanumeric() {
            runs.push(Vec::new());
        } else if !normal.is_ascii_digit() {
            run.push((normal, range));
        } else if let Some((_, place)) = run.last_mut().filter(|(last, _)| *last == '0') {
            place.end = range.end;
        } else {
            run.push(('0', range));
        }
    }
    runs
}

fn characters(run: &[Placed], grams: &mut Vec<Gram>) {
    let mut bytes = [0; 4];
    for start in 0..run.len() {
        let mut hash = Hash::new(b'c');
        for (c, place) in run[start..].iter().take(LONGEST) {
            hash.add(c.encode_utf8(&mut bytes).as_bytes());
            let range = run[start].1.start..place.end;
            grams.push(Gram { key: hash.key(), range, whole: false });
        }
    }
}

fn sounds(run: &[Placed], grams: &mut Vec<Gram>) {
    // a character without a reading parts two stretches of syllables
    for stretch in run.split(|(c, _)| c.to_pinyin().is_none()) {
        let syllables: Vec<String> = stretch
            .iter()
            .map(|(c, _)| fold(c.to_pinyin().expect("those without are the separators").plain()))
            .collect();
        for n in [2, 3] {
            for (i, window) in syllables.windows(n).enumerate() {
                let key = hash(b'p', window.iter().map(String::as_bytes));
                let range = stretch[i].1.start..stretch[i + n - 1].1.end;
                grams.push(Gram { key, range, whole: false });
            }
        }
    }
}

/// A syllable without what is often confused.
fn fold(syllable: &str) -> String {
    let folded = match syllable.as_bytes() {
        [b'z' | b'c' | b's', b'h', ..] => format!("{}{}", &syllable[..1], &syllable[2..]),
        [b'n', _, ..] => format!("l{}", &syllable[1..]),
        _ => syllable.to_owned(),
    };
    match folded.strip_suffix("ng") {
        Some(open) if !open.ends_with('o') => format!("{open}n"),
        _ => folded,
    }
}

fn sign_key(sign: &Sign) -> u32 {
    let (kind, term) = match sign.meaning {
        Meaning::Category(term) => (0, usize::from(term.0)),
        Meaning::Group(term) => (1, usize::from(term.0)),
        Meaning::Delivery(Delivery::Home) => (2, 0),
        Meaning::Delivery(Delivery::Site) => (2, 1),
        Meaning::Delivery(Delivery::Online) => (2, 2),
        Meaning::Alert(alert) => (3, alert),
        Meaning::Matter(matter) => (4, matter),
    };
    let voice = match sign.voice {
        Voice::Resident => 0,
        Voice::Organization => 1,
        Voice::Against => 2,
    };
    let strength = (sign.weight * 4.0) as u8;
    hash(b's', [&[kind, term as u8, voice, strength][..]])
}

/// The hash of some pieces of one kind.
fn hash<'a>(kind: u8, pieces: impl IntoIterator<Item = &'a [u8]>) -> u32 {
    let mut hash = Hash::new(kind);
    for piece in pieces {
        hash.add(piece);
        hash.add(&[0]);
    }
    hash.key()
}

/// FNV-1a over 64 bits, folded to 32: the same on every machine and in every version.
struct Hash(u64);

impl Hash {
    fn new(kind: u8) -> Self {
        let mut hash = Self(0xcbf2_9ce4_8422_2325);
        hash.add(&[kind]);
        hash
    }

    fn add(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn key(&self) -> u32 {
        (self.0 ^ (self.0 >> 32)) as u32
    }
}

#[cfg(test)]
mod tests {
    //! Properties: texts that sound alike share their sounds; numbers are one; a gram stands in
    //! the text where it says; no input breaks it.
    use super::*;
    use proptest::prelude::*;

    fn keys(text: &str) -> Vec<u32> {
        let mut keys: Vec<u32> = grams(text, &[], &[]).into_iter().map(|g| g.key).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    fn shared(a: &str, b: &str) -> usize {
        let b = keys(b);
        keys(a).into_iter().filter(|key| b.contains(key)).count()
    }

    #[test]
    fn what_sounds_alike_shares_its_sounds() {
        for (one, other) in [("助浴", "组浴"), ("陪诊", "陪整"), ("理发", "你发"), ("生病", "森病")]
        {
            assert!(shared(one, other) > usize::from(one.chars().last() == other.chars().last()));
        }
        assert_eq!(shared("助浴", "理发"), 0);
    }

    #[test]
    fn numbers_are_one_number() {
        assert_eq!(keys("82岁"), keys("7岁"));
        assert_eq!(keys("８２岁"), keys("7岁"));
        assert_ne!(keys("82岁"), keys("岁"));
    }

    #[test]
    fn a_run_ends_at_punctuation() {
        assert_eq!(shared("送饭", "送，饭"), 2);
    }

    proptest! {
        #[test]
        fn a_gram_stands_in_the_text(text in "\\PC{0,30}|[送饭擦身。，0-9０-９a-z]{0,30}") {
            for gram in grams(&text, &[], &[]) {
                prop_assert!(!text[gram.range].is_empty());
            }
        }
    }
}
