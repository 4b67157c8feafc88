//! An answer as a readable table in the terminal. Chinese characters are two columns wide;
//! `comfy-table` counts them so.

use crate::view::{MatchView, NeedView, TermView};
use comfy_table::{ContentArrangement, Table, presets};
use std::fmt::Write;

/// How many reasons a match shows.
const REASONS: usize = 4;
/// The width in a pipe or a file; a terminal tells its own.
const WIDTH: u16 = 100;

/// The answer to one need, for people.
pub(crate) fn render(answer: &NeedView, on_terminal: bool) -> String {
    let mut out = String::new();
    for alert in &answer.alerts {
        let call = alert.call.join("、");
        let _ = writeln!(out, "【紧急】{}{}：请先拨打 {call}", alert.name, quoted(&alert.words));
    }
    let _ = writeln!(out, "需求：{}", answer.text.replace('\n', " "));
    let _ = writeln!(out, "地点：{}", answer.area);
    understood(&mut out, answer);
    if let Some(why) = &answer.abstained {
        let _ = writeln!(out, "\n{}", why.sentence);
    } else {
        let _ = writeln!(out, "\n{}", matches(&answer.matches, on_terminal));
    }
    if !answer.near_misses.is_empty() {
        let _ = writeln!(out, "差一点、但不能推荐的：");
        for miss in &answer.near_misses {
            let _ = writeln!(out, "  {}：{}", miss.name, miss.sentence);
        }
    }
    out
}

fn understood(out: &mut String, answer: &NeedView) {
    let understood = &answer.understood;
    let line = |out: &mut String, name: &str, terms: &[TermView]| {
        if !terms.is_empty() {
            let terms: Vec<String> =
                terms.iter().map(|t| format!("{}{}", t.name, quoted(&t.words))).collect();
            let _ = writeln!(out, "{name}：{}", terms.join("；"));
        }
    };
    line(out, "看懂的服务", &understood.categories);
    line(out, "可能是", &understood.leaning);
    line(out, "看懂的人群", &understood.target_groups);
    line(out, "服务方式", &understood.delivery);
    line(out, "不想要的", &understood.unwanted);
    if understood.wishes.len() > 1 {
        for (i, wish) in understood.wishes.iter().enumerate() {
            let _ = writeln!(out, "  第{}件事：{}", i + 1, wish.text.replace('\n', " "));
        }
    }
}

fn matches(matches: &[MatchView], on_terminal: bool) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_FULL_CONDENSED)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(["名次", "组织", "合适的可能", "理由"]);
    if !on_terminal {
        table.set_width(WIDTH);
    }
    for found in matches {
        let mut name = found.name.clone();
        if let Some(service) = &found.service {
            let _ = write!(name, "\n· {service}");
        }
        let reasons: Vec<String> = found
            .reasons
            .iter()
            .filter(|r| r.kind != "need")
            .take(REASONS)
            .map(|r| format!("{:+.2}　{}", r.contribution, r.sentence))
            .collect();
        table.add_row([
            found.rank.to_string(),
            name,
            format!("{:.0} %", found.probability * 100.0),
            reasons.join("\n"),
        ]);
    }
    table
}

fn quoted(words: &[String]) -> String {
    if words.is_empty() {
        return String::new();
    }
    let words: String = words.iter().map(|w| format!("“{w}”")).collect();
    format!("（{words}）")
}
