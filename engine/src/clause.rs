//! Clauses, and the part of a text that a cue turns.
//!
//! A clause is what stands between two marks of punctuation other than the enumeration comma:
//! in 不做保洁、不做过夜看护，上门送餐 the cue 不做 reaches to the comma, not to 上门送餐.

use std::ops::Range;

/// Whether a character ends a clause.
pub fn ends_clause(c: char) -> bool {
    crate::phrase::ends_sentence(c)
        || matches!(c, '，' | ',' | '：' | ':' | '（' | '）' | '(' | ')' | '—')
}

/// The clauses of a text as byte ranges, without the marks that end them; none is blank.
pub fn clauses(text: &str) -> Vec<Range<usize>> {
    let mut clauses = Vec::new();
    let mut start = 0;
    for (at, mark) in text.match_indices(ends_clause) {
        clauses.push(start..at);
        start = at + mark.len();
    }
    clauses.push(start..text.len());
    clauses.retain(|c| !text[c.clone()].trim().is_empty());
    clauses
}

/// Words that may end a clause without saying anything.
const PARTICLES: &str = "了的啊哦哈呢吧呀嘛哟";

/// The ranges of a text that its cues turn. A cue turns what follows it in its clause; one
/// that ends its clause (认知症老人不收) turns what stands before it.
pub fn turned(text: &str, cues: &[Range<usize>]) -> Vec<Range<usize>> {
    let clauses = clauses(text);
    let mut turned = Vec::new();
    for cue in cues {
        let Some(clause) = clauses.iter().find(|c| c.start <= cue.start && cue.end <= c.end) else {
            continue;
        };
        let after = &text[cue.end..clause.end];
        // a particle (不收了, 不办的) is nothing that could be turned
        if after.chars().any(|c| !c.is_whitespace() && !PARTICLES.contains(c)) {
            // from the cue's second character on: 不做饭 holds the cue 不做 and the word 做饭
            let first = text[cue.start..].chars().next().map_or(0, char::len_utf8);
            turned.push(cue.start + first..clause.end);
        } else {
            turned.push(clause.start..cue.start);
        }
    }
    turned
}

/// Whether a find is turned: it lies within a turned range.
pub fn is_turned(find: &Range<usize>, turned: &[Range<usize>]) -> bool {
    turned.iter().any(|t| t.start <= find.start && find.end <= t.end)
}

#[cfg(test)]
mod tests {
    //! Properties: a cue reaches to the end of its clause and not beyond; clauses are in
    //! order, apart and without their marks.
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, cue: &str, word: &str, expected: bool) {
        let place = |w: &str| {
            let at = text.find(w).expect("the word stands in the text");
            at..at + w.len()
        };
        assert_eq!(is_turned(&place(word), &turned(text, &[place(cue)])), expected, "{text}");
    }

    #[test]
    fn a_cue_turns_its_clause() {
        check("不做保洁，只送餐", "不做", "保洁", true);
        check("不做保洁，只送餐", "不做", "送餐", false);
        check("送餐，不做保洁、陪夜", "不做", "陪夜", true);
        check("送餐，不做保洁", "不做", "送餐", false);
        check("会走失的老人不收", "不收", "老人", true);
        check("会走失的老人不收了。送餐", "不收", "老人", true);
        check("会走失的老人不收了。送餐", "不收", "送餐", false);
        check("我们不做饭", "不做", "做饭", true);
    }

    proptest! {
        #[test]
        fn clauses_are_in_order_and_apart(text in "[不做保洁，。、\n a：]{0,40}") {
            let mut end = 0;
            for clause in clauses(&text) {
                prop_assert!(end <= clause.start && clause.start < clause.end);
                prop_assert!(!text[clause.clone()].chars().any(ends_clause));
                end = clause.end;
            }
        }
    }
}
