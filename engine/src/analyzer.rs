//! Text to terms: jieba's dictionary segmentation with the words of this field, and
//! character bigrams.
//!
//! Words come out whole (适老化改造), and a long word also yields the words that it is made
//! of (适老化, 改造), as search engines do so that a query for a part finds the whole. The
//! parts are one best division of the word, in which the field's own words are preferred:
//! jieba's search mode emits every dictionary word inside a longer one, 独家 out of 失独家庭.
//! jieba's hidden Markov model is off: its guesses at unknown words vary with the neighbours,
//! and the bigrams cover those.

use jieba_rs::Jieba;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// A term of a text and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The normalized term: half-width, lower case.
    pub term: String,
    /// Byte offsets of the word in the text.
    pub range: Range<usize>,
    /// The word's number in the text. The parts of a long word carry the positions from the
    /// word's own on, so that a phrase query for the parts finds the word.
    pub position: usize,
    /// How many positions the token spans: more than one for a long word that also yields
    /// its parts.
    pub span: usize,
}

/// Segments text. Immutable and shared by all threads; a clone shares the dictionary.
#[derive(Clone)]
pub struct Analyzer {
    jieba: Arc<Jieba>,
    field_words: Arc<BTreeSet<String>>,
    stop_words: Arc<BTreeSet<String>>,
}

impl std::fmt::Debug for Analyzer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Analyzer").field("field_words", &self.field_words.len()).finish()
    }
}

/// Enough for a field word to win over any division of it into common words.
const FIELD_WORD_FREQUENCY: usize = 1_000_000;

impl Analyzer {
    /// jieba's default dictionary, with the field's words kept whole and the stop words left
    /// out of the terms.
    pub fn new<'a>(
        field_words: impl IntoIterator<Item = &'a str>,
        stop_words: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let mut jieba = Jieba::new();
        let field_words: BTreeSet<String> = field_words.into_iter().map(str::to_owned).collect();
        for word in &field_words {
            jieba.add_word(word, Some(FIELD_WORD_FREQUENCY), None);
        }
        let stop_words: BTreeSet<String> = stop_words.into_iter().map(str::to_owned).collect();
        Self {
            jieba: Arc::new(jieba),
            field_words: Arc::new(field_words),
            stop_words: Arc::new(stop_words),
        }
    }

    /// The terms of a text in order, a long word before its parts. Punctuation, blanks and
    /// stop words are left out but count as positions.
    pub fn tokens(&self, text: &str) -> Vec<Token> {
        let mut tokens = Vec::new();
        let mut at = 0;
        let mut position = 0;
        for token in self.jieba.cut(text, false) {
            let range = at..at + token.word.len();
            at = range.end;
            let term = normalize(token.word);
            if !term.chars().any(char::is_alphanumeric) {
                position += 1;
                continue;
            }
            let parts = self.parts(token.word);
            let span = parts.len().max(1);
            if !self.stop_words.contains(&term) {
                tokens.push(Token { term, range: range.clone(), position, span });
            }
            let mut begin = range.start;
            for (i, part) in parts.iter().enumerate() {
                let end = begin + part.len();
                // a single character says little by itself; the bigrams have it
                if part.chars().nth(1).is_some() {
                    let term = normalize(part);
                    tokens.push(Token { term, range: begin..end, position: position + i, span: 1 });
                }
                begin = end;
            }
            position += span;
        }
        tokens
    }

    /// The segments of a text: they concatenate to it.
    pub fn segments<'a>(&self, text: &'a str) -> Vec<&'a str> {
        self.jieba.cut(text, false).into_iter().map(|t| t.word).collect()
    }

    /// The words that a long word is made of; none for a short one, or where it is not made
    /// of words. The division with the fewest pieces is taken; a field's word costs less than
    /// a common one, a single character more.
    fn parts<'a>(&self, word: &'a str) -> Vec<&'a str> {
        let bounds: Vec<usize> = word.char_indices().map(|(i, _)| i).chain([word.len()]).collect();
        let n = bounds.len() - 1;
        if !(3..=12).contains(&n) || word.is_ascii() {
            return Vec::new();
        }
        // best[i]: the cheapest division of the first i characters, and where its last piece begins
        let mut best: Vec<(u32, usize)> = vec![(0, 0)];
        for end in 1..=n {
            let cheapest = (0..end)
                .filter(|&begin| end - begin < n)
                .filter_map(|begin| {
                    let piece = &word[bounds[begin]..bounds[end]];
                    let cost = match end - begin {
                        1 => 7,
                        _ if self.field_words.contains(piece) => 2,
                        _ if self.jieba.has_word(piece) => 3,
                        _ => return None,
                    };
                    Some((best[begin].0 + cost, begin))
                })
                .min();
            best.push(cheapest.expect("a single character is always a piece"));
        }
        let mut pieces = Vec::new();
        let mut end = n;
        while end > 0 {
            let begin = best[end].1;
            pieces.push(&word[bounds[begin]..bounds[end]]);
            end = begin;
        }
        pieces.reverse();
        if pieces.iter().all(|p| p.chars().nth(1).is_none()) {
            return Vec::new();
        }
        pieces
    }
}

/// Half-width and lower case, a character for a character.
pub fn normalize(text: &str) -> String {
    text.chars().map(|c| half_width(c).to_ascii_lowercase()).collect()
}

/// The half-width form of a full-width letter, digit or sign (U+FF01 to U+FF5E); any other
/// character is itself. Chinese punctuation (，。：；！？) has its place in segmentation and
/// stays.
pub fn half_width(c: char) -> char {
    match c {
        '，' | '：' | '；' | '！' | '？' => c,
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).expect("ASCII is valid"),
        '\u{3000}' => ' ',
        _ => c,
    }
}

/// Character bigrams of the runs of letters and digits in a text, in order; a run of one
/// character yields itself. Positions count the bigrams, and leave a gap between runs, so that a
/// phrase query does not reach from one run into the next.
pub fn bigrams(text: &str) -> Vec<Token> {
    let mut grams = Vec::new();
    let mut position = 0;
    let mut run: Vec<(usize, char)> = Vec::new();
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if half_width(c).is_alphanumeric() {
            run.push((at, c));
            continue;
        }
        for pair in run.windows(run.len().clamp(1, 2)) {
            let (first, (last, c)) = (pair[0].0, pair[pair.len() - 1]);
            let range = first..last + c.len_utf8();
            let term = normalize(&text[range.clone()]);
            grams.push(Token { term, range, position, span: 1 });
            position += 1;
        }
        if !run.is_empty() {
            position += 1;
            run.clear();
        }
    }
    grams
}
