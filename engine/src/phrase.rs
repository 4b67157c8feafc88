//! Phrases with gaps and word classes, found in running text.
//!
//! `<老人>…做不动饭` is a class of words, a gap, and words as they stand. One Aho–Corasick
//! automaton (Aho & Corasick 1975) finds all the pieces of all phrases in one pass over the
//! text; a phrase is then found where its pieces follow one another within a sentence. So
//! thousands of phrases cost about as much as one, and an entry of a few characters finds the
//! many sentences that people make of it.

use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::BTreeMap;
use std::ops::Range;

/// The widest gap that `…` stands for, in characters.
pub const GAP: usize = 10;

/// A piece of a phrase: words of which any may stand, and whether a gap may come before it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Piece {
    /// The words, any of which may stand here; sorted, none empty.
    pub words: Vec<String>,
    /// Whether up to [`GAP`] characters may lie between the piece before and this one.
    pub after_gap: bool,
}

/// What to look for: one piece or more.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Phrase {
    /// The pieces in order.
    pub pieces: Vec<Piece>,
}

/// The words that `<name>` stands for, by name.
pub type WordClasses = BTreeMap<String, Vec<String>>;

impl Phrase {
    /// Reads a phrase as people write it: literal words, `…` for a gap, `<class>`. The error
    /// says what is wrong with it.
    pub fn parse(text: &str, classes: &WordClasses) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut after_gap = false;
        let mut rest = text.trim();
        if rest.is_empty() {
            return Err("the entry is empty".to_owned());
        }
        while let Some(first) = rest.chars().next() {
            match first {
                '…' => {
                    if pieces.is_empty() || after_gap {
                        return Err(format!("'{text}': a gap must stand between two words"));
                    }
                    after_gap = true;
                    rest = &rest['…'.len_utf8()..];
                    continue;
                }
                '<' => {
                    let end = rest.find('>').ok_or_else(|| format!("'{text}': '<' without '>'"))?;
                    let name = &rest[1..end];
                    let words = classes.get(name).filter(|words| !words.is_empty());
                    let words = words.ok_or_else(|| {
                        format!("'{text}': no class '{name}' with words in classes.txt")
                    })?;
                    let mut words = words.clone();
                    words.sort();
                    words.dedup();
                    pieces.push(Piece { words, after_gap });
                    rest = &rest[end + 1..];
                }
                _ => {
                    let end = rest.find(['…', '<']).unwrap_or(rest.len());
                    pieces.push(Piece { words: vec![rest[..end].to_owned()], after_gap });
                    rest = &rest[end..];
                }
            }
            after_gap = false;
        }
        if after_gap {
            return Err(format!("'{text}': a gap must stand between two words"));
        }
        Ok(Self { pieces })
    }
}

/// Where a phrase was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The phrase's number, in the order given to [`PhraseMatcher::new`].
    pub phrase: usize,
    /// Byte offsets in the text, from the first piece's begin to the last piece's end.
    pub range: Range<usize>,
}

/// Finds many phrases at once. Immutable and shared by all threads.
pub struct PhraseMatcher {
    automaton: AhoCorasick,
    /// For each word of the automaton the pieces (by number) that it can stand for.
    word_pieces: Vec<Vec<u32>>,
    /// Each phrase as (piece number, whether a gap may come before).
    phrases: Vec<Vec<(u32, bool)>>,
    /// The phrases that begin with a piece.
    by_first: Vec<Vec<u32>>,
}

impl std::fmt::Debug for PhraseMatcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PhraseMatcher").field("phrases", &self.phrases.len()).finish()
    }
}

impl PhraseMatcher {
    /// Builds the automaton. Pieces that several phrases share are kept once.
    pub fn new(phrases: &[Phrase]) -> Self {
        let mut piece_numbers: BTreeMap<&[String], u32> = BTreeMap::new();
        let mut word_pieces: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        let mut numbered = Vec::with_capacity(phrases.len());
        for phrase in phrases {
            let mut numbers = Vec::with_capacity(phrase.pieces.len());
            for piece in &phrase.pieces {
                let next = piece_numbers.len() as u32;
                let number = *piece_numbers.entry(&piece.words).or_insert_with(|| {
                    for word in &piece.words {
                        word_pieces.entry(word).or_default().push(next);
                    }
                    next
                });
                numbers.push((number, piece.after_gap));
            }
            numbered.push(numbers);
        }
        let mut by_first = vec![Vec::new(); piece_numbers.len()];
        for (number, pieces) in numbered.iter().enumerate() {
            if let Some(&(first, _)) = pieces.first() {
                by_first[first as usize].push(number as u32);
            }
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .ascii_case_insensitive(true)
            .build(word_pieces.keys())
            .expect("the words of a lexicon fit an automaton");
        let word_pieces = word_pieces.into_values().collect();
        Self { automaton, word_pieces, phrases: numbered, by_first }
    }

    /// All finds of all phrases, in order of phrase, then place. A phrase that begins at one
    /// place in several ways is given once, in its shortest form.
    pub fn find(&self, text: &str) -> Vec<Hit> {
        let characters = character_numbers(text);
        let mut places: Vec<Vec<Place>> = vec![Vec::new(); self.by_first.len()];
        let mut present = Vec::new();
        for found in self.automaton.find_overlapping_iter(text) {
            let place = Place { start: found.start(), end: found.end() };
            for &piece in &self.word_pieces[found.pattern().as_usize()] {
                if places[piece as usize].is_empty() {
                    present.push(piece);
                }
                places[piece as usize].push(place);
            }
        }
        let mut hits = Vec::new();
        for &first in &present {
            for &phrase in &self.by_first[first as usize] {
                let pieces = &self.phrases[phrase as usize];
                if pieces[1..].iter().any(|(piece, _)| places[*piece as usize].is_empty()) {
                    continue;
                }
                for place in &places[first as usize] {
                    if let Some(end) = follow(place.end, &pieces[1..], &places, &characters) {
                        hits.push(Hit { phrase: phrase as usize, range: place.start..end });
                    }
                }
            }
        }
        hits.sort_by(|a, b| {
            (a.phrase, a.range.start, a.range.end).cmp(&(b.phrase, b.range.start, b.range.end))
        });
        hits.dedup_by(|b, a| a.phrase == b.phrase && a.range.start == b.range.start);
        hits
    }
}

#[derive(Clone, Copy)]
struct Place {
    start: usize,
    end: usize,
}

/// Where the rest of a phrase ends that goes on at `at`: the nearest such end.
fn follow(
    at: usize,
    rest: &[(u32, bool)],
    places: &[Vec<Place>],
    characters: &[u32],
) -> Option<usize> {
    let Some(&(piece, after_gap)) = rest.first() else { return Some(at) };
    let reach = if after_gap { GAP as u32 } else { 0 };
    places[piece as usize]
        .iter()
        .filter(|place| place.start >= at && characters[place.start] - characters[at] <= reach)
        .filter_map(|place| follow(place.end, &rest[1..], places, characters))
        .min()
}

/// For each byte offset of a text (and its end) the number of its character, where the end of
/// a sentence counts as more than any gap, so that no phrase crosses it.
fn character_numbers(text: &str) -> Vec<u32> {
    let mut numbers = Vec::with_capacity(text.len() + 1);
    let mut number = 0;
    for c in text.chars() {
        numbers.extend(std::iter::repeat_n(number, c.len_utf8()));
        number += if ends_sentence(c) { GAP as u32 + 1 } else { 1 };
    }
    numbers.push(number);
    numbers
}

/// Whether a character ends a sentence.
pub fn ends_sentence(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '；' | '!' | '?' | ';' | '\n' | '\r')
}

#[cfg(test)]
mod tests {
    //! Properties: a phrase is found where its pieces follow one another within the gap and
    //! the sentence, and nowhere else; finds lie in the text; no text makes it fail.
    use super::*;
    use proptest::prelude::*;

    fn classes() -> WordClasses {
        let words = |words: &[&str]| words.iter().map(|&w| w.to_owned()).collect();
        BTreeMap::from([
            ("老人".to_owned(), words(&["我妈", "老人", "老人家"])),
            ("空".to_owned(), Vec::new()),
        ])
    }

    fn check(phrase: &str, text: &str, expected: &[&str]) {
        let matcher = PhraseMatcher::new(&[Phrase::parse(phrase, &classes()).unwrap()]);
        let found: Vec<&str> = matcher.find(text).into_iter().map(|hit| &text[hit.range]).collect();
        assert_eq!(found, expected, "{phrase} in {text}");
    }

    #[test]
    fn pieces_follow_one_another() {
        check("洗澡", "帮我妈洗澡，洗澡！", &["洗澡", "洗澡"]);
        check("<老人>洗澡", "帮我妈洗澡", &["我妈洗澡"]);
        check("<老人>洗澡", "我妈要洗澡", &[]);
        check("<老人>…洗澡", "我妈要洗澡", &["我妈要洗澡"]);
        check("<老人>…洗澡", "老人家洗澡", &["老人家洗澡"]);
        check("<老人>…洗…澡", "我妈瘫了，想洗个澡", &["我妈瘫了，想洗个澡"]);
        check("<老人>…洗澡", "我妈瘫了。想洗澡", &[]);
        check("<老人>…洗澡", "我妈一二三四五六七八九十洗澡", &["我妈一二三四五六七八九十洗澡"]);
        check("<老人>…洗澡", "我妈一二三四五六七八九十一洗澡", &[]);
        check("wifi", "装WiFi", &["WiFi"]);
        check("a…b", "ab b", &["ab"]);
    }

    #[test]
    fn a_phrase_of_a_wrong_form_is_refused() {
        for bad in ["", " ", "…洗", "洗…", "洗……澡", "<老人", "<谁>洗", "<空>洗"]
        {
            assert!(Phrase::parse(bad, &classes()).is_err(), "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn finds_lie_in_the_text(text in "[我妈老人家洗澡，。a1]{0,40}") {
            let phrases: Vec<_> = ["洗", "<老人>…澡", "<老人>洗", "洗…澡…洗", "a…1"]
                .iter()
                .map(|p| Phrase::parse(p, &classes()).unwrap())
                .collect();
            for hit in PhraseMatcher::new(&phrases).find(&text) {
                let found = &text[hit.range.clone()];
                let pieces = &phrases[hit.phrase].pieces;
                prop_assert!(pieces[0].words.iter().any(|w| found.starts_with(w.as_str())));
                let last = &pieces[pieces.len() - 1];
                prop_assert!(last.words.iter().any(|w| found.ends_with(w.as_str())));
                prop_assert!(pieces.len() == 1 || !found.chars().any(ends_sentence));
            }
        }

        #[test]
        fn any_text_can_be_searched(text in "\\PC{0,60}") {
            let phrase = Phrase::parse("<老人>…洗", &classes()).unwrap();
            PhraseMatcher::new(&[phrase]).find(&text);
        }
    }
}
