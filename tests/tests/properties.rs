//! What holds for any need, on the real lexicon and the sample directory: contributions sum to
//! the score, the order is total, masking never reveals, parsing never fails, and the source of
//! candidates does not change an answer.

// a test that cannot go on must panic; clippy knows only functions marked as tests
#![allow(clippy::unwrap_used)]

use engine::area::AreaPath;
use engine::candidates::Candidates;
use engine::explain::explain;
use engine::need::Need;
use engine::parse::{ParsedNeed, parse};
use engine::pipeline::Engine;
use engine::screen::screen;
use indexer::matcher::Matcher;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::LazyLock;

static MATCHER: LazyLock<Matcher> = LazyLock::new(|| {
    let knowledge = corpus::knowledge::knowledge();
    let organizations = corpus::sample(&knowledge.taxonomy).organizations;
    let engine = Engine::new(knowledge, organizations, corpus::knowledge::model());
    Matcher::in_memory(engine).unwrap()
});

/// Stretches of what people write, to be put together in any order.
fn fragment() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("我妈瘫床上半个月没擦过身了，".to_owned()),
        Just("娃娃放学没人接。".to_owned()),
        Just("另外想找人送个饭，".to_owned()),
        Just("不想送养老院！".to_owned()),
        Just("男人在里头蹲着，".to_owned()),
        Just("路灯坏了；".to_owned()),
        Just("87岁，二级残疾\n".to_owned()),
        "\\PC{0,8}",
        "[，。！？… 、（）0-9A-Za-z]{0,6}",
    ]
}

fn text() -> impl Strategy<Value = String> {
    proptest::collection::vec(fragment(), 0..6).prop_map(|parts| parts.concat())
}

fn area() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        Just("官渡区"),
        Just("官渡区/太和街道"),
        Just("官渡区/六甲街道/福保里社区"),
        Just("别处区")
    ]
}

fn understood(text: &str, area: &str) -> ParsedNeed {
    let need = Need::spoken(text.to_owned(), AreaPath::parse(area).unwrap());
    parse(&MATCHER.engine().knowledge, &need)
}

#[test]
fn a_caution_names_what_is_there() {
    let engine = MATCHER.engine();
    let needs = corpus::sample(&engine.knowledge.taxonomy).needs;
    for need in needs.iter().map(|need| parse(&engine.knowledge, need)) {
        for found in MATCHER.answer(&need, 10).unwrap().ranked.matches {
            for reason in explain(engine, &need, &found) {
                let (sentence, theirs) = (&reason.sentence, &reason.organization_words);
                assert!(!sentence.contains("写明有不做") || !theirs.is_empty(), "{}", need.id);
                let refused = sentence.contains("写了不想要");
                assert!(!refused || !need.unwanted.is_empty(), "{}", need.id);
            }
        }
    }
}

#[test]
fn a_placeholder_is_no_word_of_the_resident() {
    let delivery = |text: &str| understood(text, "官渡区").understood.delivery.len();
    assert_eq!(delivery("找我13900000000"), delivery("找我"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn contributions_sum_and_the_order_is_total(text in text(), area in area()) {
        let engine = MATCHER.engine();
        let need = understood(&text, area);
        let answer = engine.answer(&need, &Candidates::all(&engine.catalog), usize::MAX);
        let matches = &answer.ranked.matches;
        prop_assert_eq!(matches.is_empty(), answer.ranked.abstention.is_some());
        for found in matches {
            let sum: f32 = found.contributions.iter().sum();
            prop_assert!((sum - found.score).abs() < 1e-3);
            let reasons: f32 = explain(engine, &need, found).iter().map(|r| r.contribution).sum();
            prop_assert!((reasons - found.score).abs() < 1e-3);
            prop_assert!((0.0..=1.0).contains(&found.probability));
        }
        let id = |i: usize| &engine.catalog.organizations()[matches[i].organization].id;
        for i in 1..matches.len() {
            let (a, b) = (&matches[i - 1], &matches[i]);
            prop_assert!(a.score > b.score || a.score == b.score && id(i - 1) < id(i));
            prop_assert!(a.probability >= b.probability);
        }
    }

    #[test]
    fn the_index_gives_what_looking_at_everything_gives(text in text(), area in area()) {
        let engine = MATCHER.engine();
        let need = understood(&text, area);
        let all = engine.answer(&need, &Candidates::all(&engine.catalog), 10);
        prop_assert_eq!(MATCHER.answer(&need, 10).unwrap().ranked, all.ranked);
    }

    #[test]
    fn every_candidate_is_kept_or_rejected(text in text(), area in area()) {
        let engine = MATCHER.engine();
        let all = Candidates::all(&engine.catalog);
        let need = understood(&text, area);
        let screened = screen(&engine.knowledge.taxonomy, &engine.catalog, &need, &all);
        let kept: BTreeSet<usize> = screened.kept.iter().map(|k| k.organization).collect();
        let rejected: BTreeSet<usize> =
            screened.rejected.iter().map(|r| r.organization).collect();
        prop_assert!(kept.is_disjoint(&rejected));
        prop_assert_eq!(kept.len() + rejected.len(), all.organizations().len());
    }

    #[test]
    fn understanding_rests_on_words_of_the_text(text in text()) {
        let need = understood(&text, "官渡区");
        let categories = need.understood.categories.iter().map(|c| &c.evidence);
        let groups = need.understood.groups.iter().map(|g| &g.evidence);
        for range in categories.chain(groups).flatten() {
            prop_assert!(need.text.get(range.clone()).is_some_and(|words| !words.is_empty()));
        }
        let mut end = 0;
        for wish in &need.wishes {
            prop_assert!(wish.range.start >= end && need.text.get(wish.range.clone()).is_some());
            end = wish.range.end;
        }
    }

    #[test]
    fn any_text_is_parsed(text in "\\PC{0,60}", control in "[\\x00-\\x1f\u{200b}\u{feff}]{0,4}") {
        understood(&format!("{text}{control}{text}"), "官渡区");
    }

    #[test]
    fn masking_never_reveals(before in text(), number in 0u64..1_000_000_000, after in text(), wide: bool) {
        let phone = format!("13{number:09}");
        let id = id_number(number);
        let widened = |digits: &str| -> String {
            let wide_digit = |c: char| char::from_u32(u32::from(c) + 0xfee0).unwrap();
            if wide { digits.chars().map(wide_digit).collect() } else { digits.to_owned() }
        };
        let text = format!("{before}\n电话{}，身份证{}。{after}", widened(&phone), widened(&id));
        let masked = understood(&text, "官渡区").text;
        for secret in [&phone, &id] {
            prop_assert!(!masked.contains(secret.as_str()) && !masked.contains(&widened(secret)));
        }
    }
}

/// An invented ID number with the right check digit (GB 11643-1999).
fn id_number(number: u64) -> String {
    let body = format!(
        "53010119{:02}{:02}{:02}{:03}",
        number % 100,
        number % 12 + 1,
        number % 28 + 1,
        number % 1000
    );
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let digits = body.bytes().map(|b| u32::from(b - b'0'));
    let sum: u32 = digits.zip(weights).map(|(digit, weight)| digit * weight).sum();
    format!(
        "{body}{}",
        ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][(sum % 11) as usize]
    )
}
