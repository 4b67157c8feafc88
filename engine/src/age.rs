//! Ages that a text tells: 87岁, 八十三, 七十多, 两岁半, 八个月大, 六十五岁以上.
//!
//! An age is read where 岁 follows, where a kinship word stands before the number (我爸87，),
//! or in the shorthand of case notes (男，67，). Chinese numerals and digits both count.

use regex::Regex;
use std::ops::Range;

/// An age in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Years(pub u32);

/// Finds ages. Compiled once, shared by all threads.
#[derive(Debug)]
pub struct AgeFinder {
    shapes: Vec<Regex>,
    months: Regex,
}

impl Default for AgeFinder {
    fn default() -> Self {
        Self::new()
    }
}

const NUMBER: &str =
    "[0-9]{1,3}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]";

impl AgeFinder {
    /// Compiles the shapes.
    pub fn new() -> Self {
        let shape = |text: &str| Regex::new(text).expect("the shapes are constants");
        Self {
            shapes: vec![
                shape(&format!("({NUMBER})(?:来|多|几|好几)?(?:周?岁)")),
                shape(&format!(
                    "(?:爸|妈|爹|娘|父亲|母亲|老伴|爷爷|奶奶|外公|外婆|公公|婆婆|姥姥|姥爷|老人|老人家|老倌|老奶|老头|老太太|老太|大爷|大妈|大爹|我|他|她|今年|都|快|已经|年近)[，, ]?(?:今年|都|快|已经|满)?({NUMBER})(?:多|几|好几|来)?(?:了|，|,|。|、|\\s|$)"
                )),
                shape(&format!("(?:男|女)[，,、 ]({NUMBER})(?:[，,、。 ]|$)")),
            ],
            months: shape(&format!("(?:{NUMBER}|几)个(?:多|半)?月(?:大|的娃|的宝|的孩|的小)")),
        }
    }

    /// The ages in a text with their places, in order.
    pub fn find(&self, text: &str) -> Vec<(Years, Range<usize>)> {
        let mut ages: Vec<(Years, Range<usize>)> = Vec::new();
        for shape in &self.shapes {
            for found in shape.captures_iter(text) {
                let number = found.get(1).expect("each shape has one group");
                let Some(years) = number_of(number.as_str()) else { continue };
                // a single numeral without 岁 is a count, not an age (我三，我们五)
                let bare = !found[0].ends_with('岁');
                if years > 120 || bare && years < 13 {
                    continue;
                }
                ages.push((Years(years), number.range()));
            }
        }
        ages.extend(self.months.find_iter(text).map(|found| (Years(0), found.range())));
        ages.sort_by_key(|(_, range)| (range.start, range.end));
        ages.dedup_by(|b, a| a.1.start == b.1.start);
        ages
    }
}

/// The number that digits or Chinese numerals below a hundred write.
fn number_of(text: &str) -> Option<u32> {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return text.parse().ok();
    }
    let digit = |c: char| match c {
        '一' => Some(1),
        '二' | '两' => Some(2),
        '三' => Some(3),
        '四' => Some(4),
        '五' => Some(5),
        '六' => Some(6),
        '七' => Some(7),
        '八' => Some(8),
        '九' => Some(9),
        _ => None,
    };
    match text.split_once('十') {
        Some((tens, ones)) => {
            let tens = tens.chars().next().map_or(Some(1), digit)?;
            let ones = ones.chars().next().map_or(Some(0), digit)?;
            Some(tens * 10 + ones)
        }
        None => text.chars().next().and_then(digit),
    }
}

#[cfg(test)]
mod tests {
    //! Properties: ages are read in the ways that people write them; other numbers are not.
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, expected: &[u32]) {
        let found: Vec<u32> =
            AgeFinder::new().find(text).into_iter().map(|(years, _)| years.0).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn ages_are_read() {
        check("我妈87岁，瘫了", &[87]);
        check("我爸87，下周三要去医院", &[87]);
        check("独居老人，女，79，无子女", &[79]);
        check("老倌九十几了，三年没下过楼", &[90]);
        check("老两口都八十多岁", &[80]);
        check("今年六十五了", &[65]);
        check("两岁娃白天去哪", &[2]);
        check("六十五岁以上的", &[65]);
        check("才八个月大", &[0]);
        check("一个三岁一个十一岁", &[3, 11]);
        check("十岁", &[10]);
    }

    #[test]
    fn other_numbers_are_not_ages() {
        for text in
            ["我三，我们五", "他们87个人", "电话110", "80后", "一共200岁", "我要两个", "三个月工资"]
        {
            check(text, &[]);
        }
    }

    proptest! {
        #[test]
        fn any_age_is_found_in_both_scripts(years in 13u32..100) {
            check(&format!("老人今年{years}岁"), &[years]);
            let numerals = "零一二三四五六七八九".chars().collect::<Vec<_>>();
            let tens = if years < 20 { String::new() } else { numerals[years as usize / 10].to_string() };
            let ones = if years % 10 == 0 { String::new() } else { numerals[years as usize % 10].to_string() };
            check(&format!("老人今年{tens}十{ones}岁"), &[years]);
        }
    }
}
