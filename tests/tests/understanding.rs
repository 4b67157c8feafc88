//! What the real lexicon makes of what people say: dangers, several wishes, what is not wanted,
//! what an organization refuses, and the page of text that a user sees in the terminal.

// a test that cannot go on must panic; clippy knows only functions marked as tests
#![allow(clippy::unwrap_used)]

use corpus::collection::Collection;
use corpus::examples::read_alerts;
use engine::alert::alerts;
use engine::area::AreaPath;
use engine::candidates::Candidates;
use engine::need::Need;
use engine::parse::{ParsedNeed, parse};
use engine::pipeline::Engine;
use engine::refusal::explain_rule;
use engine::screen::{Rule, screen};
use std::path::Path;
use std::sync::LazyLock;

const PROGRAM: &str = env!("CARGO_BIN_EXE_duijie-under-test");

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let knowledge = corpus::knowledge::knowledge();
    let organizations = corpus::sample(&knowledge.taxonomy).organizations;
    Engine::new(knowledge, organizations, corpus::knowledge::model())
});

fn understood(text: &str) -> ParsedNeed {
    let need = Need::spoken(text.to_owned(), AreaPath::parse("官渡区/太和街道").unwrap());
    parse(&ENGINE.knowledge, &need)
}

#[test]
fn a_danger_raises_its_alert_and_nothing_else_does() {
    let check = |text: &str, expected: Option<&str>| {
        let raised = alerts(&ENGINE, &understood(text));
        match expected {
            Some(code) => assert!(raised.iter().any(|a| a.code == code), "{text}: {raised:?}"),
            None => assert!(raised.is_empty(), "{text}: {raised:?}"),
        }
        assert!(raised.iter().all(|a| !a.call.is_empty() && !a.words.is_empty()));
    };
    check("我不想活了，药都买好了", Some("suicide"));
    check("他留了纸条说要自尽", Some("suicide"));
    check("我不想活动，也不想活了", Some("suicide"));
    check("楼上男的在打媳妇", Some("violence"));
    check("老公又打我了，我躲在厕所", Some("violence"));
    check("想请老师来讲一次反家暴", None);
    check("老人早上出门到现在没回来，不认得路", Some("missing"));
    check("家里断粮三天了，孩子饿得哭", Some("hunger"));
    check("希望减轻生活负担", None);
    check("年轻生命教育的讲座", None);
    check("请各部门各自尽责", None);
    check("老人腿疼不想活动", None);
    check("来自残疾人之家的老师", None);
    check("中午想有人给送个饭", None);
    check("娃娃放学没人接", None);
    check("你好，在吗", None);
    check("我妈瘫床上半个月没擦过身了", None);
}

#[test]
fn wishes_are_split_and_background_stays_with_its_wish() {
    let check = |text: &str, expected: usize| {
        let need = understood(text);
        let wishes: Vec<&str> = need.wishes.iter().map(|w| &need.text[w.range.clone()]).collect();
        assert_eq!(wishes.len(), expected, "{wishes:?}");
        assert!(expected == 0 || wishes.concat() == need.text, "wishes cover the text");
    };
    check("我妈瘫床上半个月没擦过身了", 1);
    check("我妈瘫床上半个月没擦过身了。家住三楼，天气冷。", 1);
    check("我妈瘫床上半个月没擦过身了。另外老板欠我三个月工资", 2);
    check("孩子放学没人接。冰箱坏了不制冷", 2);
    check("你好", 0);
}

#[test]
fn what_is_not_wanted_is_not_understood_as_a_wish() {
    let need = understood("不想送养老院，想有人上门洗澡");
    let tree = &ENGINE.knowledge.taxonomy.categories;
    let codes: Vec<&str> =
        need.understood.categories.iter().map(|c| tree.term(c.term).code.as_str()).collect();
    assert_eq!(codes.first(), Some(&"elderly.bathing"), "{codes:?}");
}

#[test]
fn every_rule_is_said_in_words() {
    let need = understood("我妈瘫床上半个月没擦过身了");
    let all = Candidates::all(&ENGINE.catalog);
    let rejected = screen(&ENGINE.knowledge.taxonomy, &ENGINE.catalog, &need, &all).rejected;
    let said = |wanted: fn(&Rule) -> bool| {
        let one = rejected.iter().find(|r| wanted(&r.rule)).expect("the sample has such a case");
        explain_rule(&ENGINE, &need, one.organization, &one.rule)
    };
    let inactive = said(|rule| matches!(rule, Rule::Inactive(_)));
    assert!(["该组织已暂停活动。", "该组织已注销。"].contains(&inactive.as_str()), "{inactive}");
    assert!(said(|rule| *rule == Rule::OutsideArea).starts_with("不服务太和街道"));
}

#[test]
fn the_terminal_shows_what_was_understood_and_why() {
    for text in ["娃娃放学没人接，电话13900000000", "小区门口路灯坏了一个月没人修"]
    {
        let args = ["match", text, "--area", "官渡区/太和街道", "--top", "2"];
        let output = harness::duijie(PROGRAM, args).output().unwrap();
        insta::assert_snapshot!(harness::said(&output).0);
    }
}

/// Over the written cases: how many dangers raise an alarm of the right kind, and how many alarms
/// are of texts with a danger.
#[test]
fn alerts_rather_once_too_often() {
    let engine = &*ENGINE;
    let codes: Vec<&str> =
        engine.knowledge.lexicon.alerts.iter().map(|a| a.code.as_str()).collect();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus/dangers.txt");
    let cases = read_alerts(&file, &codes).unwrap();
    let (mut dangers, mut seen, mut raised, mut right) = (0, 0, 0, 0);
    for (expected, text) in &cases {
        let found = alerts(engine, &understood(text));
        let hit = found.iter().any(|alert| expected.contains(&alert.code));
        dangers += usize::from(!expected.is_empty());
        seen += usize::from(hit);
        raised += usize::from(!found.is_empty());
        right += usize::from(!found.is_empty() && !expected.is_empty());
    }
    let (recall, precision) = (seen as f64 / dangers as f64, right as f64 / raised as f64);
    println!(
        "alerts: recall {seen}/{dangers} {recall:.3}, precision {right}/{raised} {precision:.3}"
    );
    let (ordinary, alarmed) = ordinary_needs_alarmed();
    println!("alerts: on {alarmed} of {ordinary} needs that are not labelled urgent");
    assert!(alarmed * 100 <= ordinary * 7, "{alarmed} of {ordinary}");
    // a floor: what was reached when this was written, less two points
    assert!(recall >= 0.90 && precision >= 0.86, "recall {recall:.3}, precision {precision:.3}");
}

/// How many needs of both collections are not labelled urgent, and how many of these raise an
/// alarm: whoever reads a stream of needs meets these far more often than dangers.
fn ordinary_needs_alarmed() -> (usize, usize) {
    let (mut ordinary, mut alarmed) = (0, 0);
    for name in ["guandu", "binhe"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus").join(name);
        let collection = Collection::read(&folder, &ENGINE.knowledge.taxonomy).unwrap();
        let labels = collection.labels.unwrap();
        for need in collection.needs.iter().filter(|need| !labels[&need.id].urgent) {
            ordinary += 1;
            alarmed += usize::from(!alerts(&ENGINE, &parse(&ENGINE.knowledge, need)).is_empty());
        }
    }
    (ordinary, alarmed)
}
