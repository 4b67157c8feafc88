//! A vocabulary without end: a word for every rank.
//!
//! First the words that any text is full of; then two-character words, the pairs of common
//! characters that the segmenter's dictionary knows, so that it finds in a generated text the
//! words that were put in; then, without end, such a word with a third character, as names
//! and new words are: they keep the vocabulary growing with the text (Heaps' law).

use jieba_rs::Jieba;

/// What any text is full of; the most frequent first.
const COMMON: &str = "的 了 在 是 有 和 就 不 人 都 一 个 上 也 很 到 要 去 会 着 没有 好 自己 这 那 \
    里 为 与 对 及 等 以 由 从 向 把 让 给 但 而 或 还 又 再 能 可以 需要 每 各 其 并 后 前 时 中 下 \
    来 做 用 大 小 多 少 年 月 日 天 次 元 家 我们 他们 什么 怎么 现在 以后 因为 所以 如果";

/// Common characters.
const CHARACTERS: &str = include_str!("../../generator/characters.txt");

/// How many ranks there are. The last ones are drawn about once in a hundred million words.
pub(super) const RANKS: usize = 1 << 22;

/// The words by rank.
#[derive(Debug)]
pub(super) struct Vocabulary {
    common: Vec<&'static str>,
    characters: Vec<char>,
    pairs: Vec<[char; 2]>,
}

impl Vocabulary {
    /// Asks the dictionary about every pair of common characters.
    pub(super) fn new() -> Self {
        let jieba = Jieba::new();
        let characters: Vec<char> =
            CHARACTERS.lines().filter(|line| !line.starts_with('#')).flat_map(str::chars).collect();
        let mut pairs = Vec::new();
        let mut word = String::new();
        for &first in &characters {
            for &second in &characters {
                word.clear();
                word.extend([first, second]);
                if jieba.has_word(&word) {
                    pairs.push([first, second]);
                }
            }
        }
        // the characters are in the order of their sounds; words of one rank should not be
        pairs.sort_by_key(|&[first, second]| {
            scatter(u64::from(u32::from(first)) << 32 | u64::from(u32::from(second)))
        });
        Self { common: COMMON.split_whitespace().collect(), characters, pairs }
    }

    /// Appends the word of a rank.
    pub(super) fn push(&self, rank: usize, text: &mut String) {
        if let Some(word) = self.common.get(rank) {
            text.push_str(word);
            return;
        }
        let rank = rank - self.common.len();
        text.extend(self.pairs[rank % self.pairs.len()]);
        if rank >= self.pairs.len() {
            let which = scatter(rank as u64) % self.characters.len() as u64;
            text.push(self.characters[which as usize]);
        }
    }

    /// A two-character word, for names.
    pub(super) fn pairs(&self) -> &[[char; 2]] {
        &self.pairs
    }
}

/// A number that looks random but depends on `x` alone: the finalizer of SplitMix64 (Steele,
/// Lea and Flood, Fast splittable pseudorandom number generators, OOPSLA 2014).
fn scatter(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests {
    //! Properties: a word for every rank; two characters first, then three; few words twice.
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_rank_has_a_word() {
        let vocabulary = Vocabulary::new();
        assert_eq!(vocabulary.characters.len(), 3755);
        assert!(vocabulary.pairs.len() > 50_000, "{}", vocabulary.pairs.len());
        let word = |rank| {
            let mut text = String::new();
            vocabulary.push(rank, &mut text);
            text
        };
        assert_eq!(word(0), "的");
        assert_eq!(word(vocabulary.common.len()).chars().count(), 2);
        assert_eq!(word(RANKS - 1).chars().count(), 3);
        let words: BTreeSet<String> = (0..RANKS).step_by(17).map(word).collect();
        assert!(words.len() * 100 > RANKS / 17 * 99, "{}", words.len());
    }
}
