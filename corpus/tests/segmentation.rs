//! The words of this field come out whole, and no wrong words out of them.
//!
//! A long word is followed by the words that it is made of; stop words are left out.

use engine::analyzer::Analyzer;
use proptest::prelude::*;
use std::sync::LazyLock;

static ANALYZER: LazyLock<Analyzer> = LazyLock::new(|| corpus::knowledge::knowledge().analyzer);

fn terms(text: &str) -> Vec<String> {
    ANALYZER.tokens(text).into_iter().map(|token| token.term).collect()
}

#[test]
fn the_words_of_the_field_come_out_whole() {
    let texts = [
        "适老化改造",
        "陪诊助医",
        "老年助餐点",
        "失独家庭",
        "事实无人抚养儿童",
        "上门助浴",
        "时间银行",
        "议事协商",
        "四点半课堂",
        "服刑人员未成年子女",
        "认知障碍老人",
        "社区矫正",
        "喘息服务",
        "安宁疗护",
        "退役军人",
        "垃圾分类",
        "社工站",
        "反诈宣传",
        "心智障碍者",
        "我妈瘫床上半个月没擦过身了",
        "中午想有人给送个饭",
        "娃娃放学没人接",
    ];
    let cut: Vec<String> =
        texts.iter().map(|text| format!("{text}: {}", terms(text).join(" "))).collect();
    insta::assert_snapshot!(cut.join("\n"));
}

#[test]
fn no_wrong_word_comes_out_of_a_right_one() {
    let cases = [
        ("失独家庭", "独家"),
        ("老年助餐点", "餐点"),
        ("适老化改造", "老化"),
        ("陪诊助医", "诊助"),
        ("事实无人抚养儿童", "人抚"),
    ];
    for (text, wrong) in cases {
        assert!(!terms(text).iter().any(|term| term == wrong), "{wrong} out of {text}");
    }
}

proptest! {
    #[test]
    fn segments_concatenate_and_tokens_cut_the_text(text in "(\\PC|[适老化改造失独家庭助餐点，。]){0,30}") {
        prop_assert_eq!(ANALYZER.segments(&text).concat(), text.clone());
        for token in ANALYZER.tokens(&text) {
            let word = text.get(token.range.clone());
            prop_assert_eq!(word.map(engine::analyzer::normalize), Some(token.term));
        }
    }
}
