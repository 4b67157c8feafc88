//! Personal data out, before a text is indexed, logged or shown.
//!
//! Found by shape, by check digit where there is one, and by the words in front of a number:
//! mobile and landline numbers, ID numbers (GB 11643-1999), bank cards (Luhn, ISO/IEC 7812),
//! WeChat ids, and building-and-room addresses. Names are not found: a name has no shape.
//!
//! Full-width digits count as digits. Masking twice changes nothing.

use regex::Regex;
use std::ops::Range;

/// What was masked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Personal {
    /// A mobile or landline number.
    Phone,
    /// An ID number.
    IdNumber,
    /// A bank card or account.
    BankCard,
    /// A WeChat or QQ id.
    WeChat,
    /// Building, entrance and room.
    Door,
}

impl Personal {
    /// What stands in the text instead.
    pub fn placeholder(self) -> &'static str {
        match self {
            Self::Phone => "〔电话〕",
            Self::IdNumber => "〔身份证号〕",
            Self::BankCard => "〔银行卡号〕",
            Self::WeChat => "〔微信号〕",
            Self::Door => "〔门牌〕",
        }
    }
}

impl Personal {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::Phone, Self::IdNumber, Self::BankCard, Self::WeChat, Self::Door];
}

/// Where placeholders stand in a masked text: words of ours, not of the resident.
pub fn placeholders(text: &str) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Personal::ALL
        .into_iter()
        .flat_map(|kind| text.match_indices(kind.placeholder()))
        .map(|(at, placeholder)| at..at + placeholder.len())
        .collect();
    ranges.sort_by_key(|range| range.start);
    ranges
}

/// A text without personal data, and what was taken out, in order.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Masked {
    /// The text, with a placeholder for each find.
    pub text: String,
    /// The kinds of the finds in the order of the text.
    pub found: Vec<Personal>,
}

/// One kind of number: its shape, and what else must hold. `before` is the text up to the
/// find, already in half-width.
struct Rule {
    kind: Personal,
    shape: Regex,
    holds: fn(digits: &str, before: &str) -> bool,
}

/// The rules, compiled once.
pub struct Masker {
    rules: Vec<Rule>,
}

impl std::fmt::Debug for Masker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Masker").field("rules", &self.rules.len()).finish()
    }
}

/// Words in front of a number that say what it is.
const ID_WORDS: &[&str] = &["身份证", "证件号", "证号"];
const CARD_WORDS: &[&str] = &["卡号", "账号", "帐号", "银行卡", "存折", "社保卡"];
const PHONE_WORDS: &[&str] = &["电话", "座机", "打我", "联系", "致电", "固话", "手机"];
const CHAT_WORDS: &[&str] =
    &["微信", "vx", "wx", "v信", "weixin", "wechat", "qq", "QQ", "VX", "WX", "V信", "扣扣"];

/// The ways in which people write building, entrance and room.
fn door_shape() -> String {
    let n = "[0-9零〇一二三四五六七八九十两]";
    let room = "(?:室|号|房|户)?";
    [
        format!(
            "{n}{{1,4}}(?:栋|幢|号楼|座|#楼?){n}{{1,3}}(?:单元|门|梯)(?:[-—]?{n}{{1,5}}{room})?"
        ),
        format!("{n}{{1,4}}(?:栋|幢|号楼|座)[-— ]?{n}{{3,4}}{room}"),
        format!("{n}{{1,3}}单元[-— ]?{n}{{3,4}}{room}"),
        format!("[0-9]{{1,3}}[-—][0-9]{{1,2}}[-—][0-9]{{3,4}}{room}"),
        format!("{n}{{1,4}}弄{n}{{1,4}}号(?:{n}{{1,4}}室)?"),
        format!("{n}{{1,4}}号(?:院|楼)?{n}{{1,3}}(?:单元|楼){n}{{1,4}}{room}"),
        format!("{n}{{1,4}}号{n}{{3,4}}室"),
        "[0-9]{3,4}(?:室|房间)".to_owned(),
    ]
    .join("|")
}

impl Default for Masker {
    fn default() -> Self {
        Self::new()
    }
}

impl Masker {
    /// Compiles the rules. Earlier rules win where two overlap.
    pub fn new() -> Self {
        let rule = |kind, shape: &str, holds| Rule {
            kind,
            shape: Regex::new(shape).expect("the shapes are constants, compiled by every test"),
            holds,
        };
        Self {
            rules: vec![
                rule(
                    Personal::IdNumber,
                    r"[0-9]{6}[- ]?[0-9]{8}[- ]?[0-9]{3}[0-9Xx]",
                    |d, before| id_check_digit_holds(d) || names(before, ID_WORDS),
                ),
                rule(Personal::IdNumber, r"[0-9]{14,17}[0-9Xx]", |_, before| {
                    names(before, ID_WORDS)
                }),
                rule(
                    Personal::Phone,
                    r"(?:\+?86[- ]?|0086[- ]?)?1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}",
                    |_, _| true,
                ),
                rule(
                    Personal::BankCard,
                    r"[0-9]{4}(?:[- ]?[0-9]{4}){2,3}[- ]?[0-9]{1,4}|[0-9]{12,19}",
                    |d, before| (d.len() >= 16 && luhn_holds(d)) || names(before, CARD_WORDS),
                ),
                rule(Personal::Phone, r"\(?0[1-9][0-9]{1,2}\)?[- ]?[2-9][0-9]{6,7}", |_, _| true),
                rule(Personal::Phone, r"[2-9][0-9]{2,3}[- ]?[0-9]{4}", |_, before| {
                    names(before, PHONE_WORDS)
                }),
                rule(
                    Personal::WeChat,
                    r"[A-Za-z][-_A-Za-z0-9]{5,19}|[1-9][0-9]{4,11}",
                    |_, before| names(before, CHAT_WORDS),
                ),
                rule(Personal::Door, &door_shape(), |_, _| true),
            ],
        }
    }

    /// Takes personal data out of a text.
    pub fn mask(&self, text: &str) -> Masked {
        let (plain, origin) = half_width(text);
        let mut spans: Vec<(Range<usize>, Personal)> = Vec::new();
        for rule in &self.rules {
            let mut at = 0;
            while let Some(found) = rule.shape.find_at(&plain, at) {
                // one character on where the find does not stand: the next may begin inside it
                at =
                    found.start() + plain[found.start()..].chars().next().map_or(1, char::len_utf8);
                let range = found.range();
                if !stands_alone(&plain, &range, rule.kind) || overlaps(&spans, &range) {
                    continue;
                }
                let digits: String =
                    found.as_str().chars().filter(char::is_ascii_alphanumeric).collect();
                if (rule.holds)(&digits, &plain[..range.start]) {
                    at = range.end;
                    spans.push((range, rule.kind));
                }
            }
        }
        spans.sort_by_key(|(range, _)| range.start);
        let mut masked = Masked::default();
        let mut copied = 0;
        for (range, kind) in spans {
            masked.text.push_str(&text[copied..origin[range.start]]);
            masked.text.push_str(kind.placeholder());
            masked.found.push(kind);
            copied = origin[range.end];
        }
        masked.text.push_str(&text[copied..]);
        masked
    }
}

/// The text with full-width letters, digits and signs in their half-width form, and for each
/// byte of it the byte of the original where its character begins (one more entry for the end).
fn half_width(text: &str) -> (String, Vec<usize>) {
    let mut plain = String::with_capacity(text.len());
    let mut origin = Vec::with_capacity(text.len() + 1);
    for (at, c) in text.char_indices() {
        let c = crate::analyzer::half_width(c);
        origin.extend(std::iter::repeat_n(at, c.len_utf8()));
        plain.push(c);
    }
    origin.push(text.len());
    (plain, origin)
}

/// A number stands alone when no digit continues it on either side; an id, when no letter does.
fn stands_alone(plain: &str, range: &Range<usize>, kind: Personal) -> bool {
    let before = plain[..range.start].chars().next_back();
    let after = plain[range.end..].chars().next();
    let continues = |c: Option<char>| match kind {
        Personal::WeChat => c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_'),
        Personal::Door => c.is_some_and(|c| c.is_ascii_digit()),
        _ => c.is_some_and(|c| c.is_ascii_digit() || c == '.'),
    };
    let ends_sentence = kind != Personal::WeChat
        && after == Some('.')
        && !plain[range.end + 1..].starts_with(|c: char| c.is_ascii_digit());
    !continues(before) && (!continues(after) || ends_sentence)
}

fn overlaps(spans: &[(Range<usize>, Personal)], range: &Range<usize>) -> bool {
    spans.iter().any(|(taken, _)| taken.start < range.end && range.start < taken.end)
}

/// Whether one of the words stands just before a number: within twelve characters, in the
/// same sentence.
fn names(before: &str, words: &[&str]) -> bool {
    let start = before.char_indices().rev().nth(11).map_or(0, |(i, _)| i);
    let near = &before[start..];
    let near = near.rsplit(['。', '！', '？', '；', '\n', '，', ',']).next().unwrap_or(near);
    words.iter().any(|word| near.contains(word))
}

/// GB 11643-1999: the 18th character by ISO 7064, MOD 11-2.
fn id_check_digit_holds(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    if bytes.len() != 18 || !bytes[..17].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let month: u32 = digits[10..12].parse().unwrap_or(0);
    let day: u32 = digits[12..14].parse().unwrap_or(0);
    let mut weight = 1u32; // 2^(17 - i) mod 11, from the right
    let mut sum = 0;
    for byte in bytes[..17].iter().rev() {
        weight = weight * 2 % 11;
        sum += weight * u32::from(byte - b'0');
    }
    let check = b"10X98765432"[(sum % 11) as usize];
    (1..=12).contains(&month) && (1..=31).contains(&day) && bytes[17].eq_ignore_ascii_case(&check)
}

/// The Luhn check (ISO/IEC 7812-1, annex B).
fn luhn_holds(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(i, byte)| {
            let digit = u32::from(byte.wrapping_sub(b'0'));
            if i % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 }
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    //! Properties: each kind is found in the ways that people write it; what only looks like
    //! one stays; masking twice changes nothing and never leaves a find's digits behind.
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, expected: &str) {
        let masker = Masker::new();
        let masked = masker.mask(text);
        assert_eq!(masked.text, expected, "{text:?}");
        assert_eq!(masker.mask(expected).text, expected, "masking twice: {expected:?}");
    }

    #[test]
    fn personal_data_is_masked() {
        check("我的电话13900000000，哪个能帮", "我的电话〔电话〕，哪个能帮");
        check("打139 0000 0000找我", "打〔电话〕找我");
        check("+86-139-0000-0000", "〔电话〕");
        check("１３９００００００００", "〔电话〕");
        check("座机0871-67123456。", "座机〔电话〕。");
        check("(0871)67123456", "〔电话〕");
        check("请打电话6712345联系", "请打电话〔电话〕联系");
        check("身份证11010519491231002X", "身份证〔身份证号〕");
        check("号是11010519491231002x，", "号是〔身份证号〕，");
        check("身份证号000000193801010000，", "身份证号〔身份证号〕，");
        check("卡号6222021234567890128的", "卡号〔银行卡号〕的");
        check("转到6222 0212 3456 7890 128", "转到〔银行卡号〕");
        check("转到4111 1111 1111 1111", "转到〔银行卡号〕");
        check("加微信abc_12345聊", "加微信〔微信号〕聊");
        check("微信号：zhang-san88", "微信号：〔微信号〕");
        check("QQ 12345678", "QQ 〔微信号〕");
        check("住3栋2单元501，女，79", "住〔门牌〕，女，79");
        check("三栋二单元五零一", "〔门牌〕");
        check("6栋504室漏水", "〔门牌〕漏水");
        check("在3-2-501", "在〔门牌〕");
        check("12号楼3单元", "〔门牌〕");
    }

    #[test]
    fn what_only_looks_like_it_stays() {
        for text in [
            "2026年10月17日上午9:00—11:30",
            "拖欠23000元，共5人",
            "床位168张，4280元",
            "打110、120、12345都打过",
            "编号11010519491231002",
            "11010519491231002Y",
            "3栋的老人都说好",
            "微信同号，微信群里说了",
            "400-800-8888",
            "1390000000",
            "80岁以上35名",
            "单号6222021234567890127",
            "第3单元的练习",
            "比分3-2",
        ] {
            check(text, text);
        }
    }

    proptest! {
        #[test]
        fn masking_never_reveals(before in "\\PC{0,12}", n in 0u64..10_000_000_000, after in "\\PC{0,12}") {
            let phone = format!("13{:09}", n % 1_000_000_000);
            let text = format!("{before} 电话{phone} {after}");
            let masked = Masker::new().mask(&text);
            prop_assert!(!masked.text.contains(&phone));
        }

        #[test]
        fn masking_twice_changes_nothing(text in "[0-9一二三栋单元号楼室座XVvxQq微信电话身份证卡号 \\-:：,，。.a-f]{0,40}") {
            let masker = Masker::new();
            let once = masker.mask(&text).text;
            prop_assert_eq!(masker.mask(&once).text, once);
        }
    }
}
