//! An evaluation for people: plain text for the terminal, Markdown with a chart for a page.

mod chart;
mod curves;

pub use chart::chart;
pub use curves::curves;

use crate::evaluation::{Comparison, Evaluation, SystemFigures};
use crate::measures::PRIMARY;
use crate::selective::{mean_risk, risk_at};
use crate::significance::Interval;
use comfy_table::{CellAlignment, Table, presets};
use std::fmt::Write as _;

/// How many offenders against a hard rule are listed.
const OFFENDERS: usize = 20;

/// A header and rows. A header may have two lines.
struct Rows {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

const LEGEND: [&str; 4] = [
    "rel=2: of grade 2 or more (suitable). n: the needs that somebody can meet at that grade. \
     In [ ]: 95 % bootstrap interval over needs.",
    "Abstention: R, of the needs where nobody has that grade, how many were left empty; P, of \
     those left empty, where nobody has it. A need with grade 1 alone has somebody at rel=1.",
    "Violations: shown organizations that are not active or do not serve the place. ECE, Brier: \
     error of the probability of grade 2 or more, over all shown pairs.",
    "Risk: were only the needs answered that the system doubts least, the share of them whose \
     first is not suitable.",
];

/// The report for a terminal.
pub fn text(title: &str, evaluation: &Evaluation) -> String {
    let mut out = format!("{}\n\n", heading(title, evaluation));
    for rows in tables(evaluation) {
        writeln!(out, "{}\n", aligned(&rows)).expect("a String takes every write");
    }
    for line in differences(evaluation) {
        writeln!(out, "{line}").expect("a String takes every write");
    }
    for line in offenders(evaluation).iter().map(String::as_str).chain(LEGEND) {
        writeln!(out, "{line}").expect("a String takes every write");
    }
    out
}

/// The report as Markdown. Beside the page lie `stem.svg`, which [`chart()`] draws, and
/// `stem-curves.svg`, which [`curves()`] draws.
pub fn markdown(title: &str, evaluation: &Evaluation, stem: &str) -> String {
    let mut out = format!("# {}\n\n", heading(title, evaluation));
    for (caption, file) in [
        (chart::caption(title), format!("{stem}.svg")),
        (curves::caption(title), format!("{stem}-curves.svg")),
    ] {
        writeln!(out, "![{caption}]({file})\n").expect("a String takes every write");
    }
    for Rows { header, rows } in tables(evaluation) {
        let line = |cells: &[String]| {
            let escaped = cells.iter().map(|c| c.replace('|', "\\|").replace('\n', "<br>"));
            format!("| {} |\n", escaped.collect::<Vec<_>>().join(" | "))
        };
        let rule = format!("| --- |{}\n", " ---: |".repeat(header.len() - 1));
        let rows: String = rows.iter().map(|cells| line(cells)).collect();
        writeln!(out, "{}{rule}{rows}", line(&header)).expect("a String takes every write");
    }
    let notes = [differences(evaluation), offenders(evaluation)].concat();
    for line in notes.iter().map(String::as_str).chain(LEGEND) {
        writeln!(out, "- {line}").expect("a String takes every write");
    }
    out
}

fn heading(title: &str, evaluation: &Evaluation) -> String {
    let Evaluation { organizations, needs, .. } = evaluation;
    format!("{title}: {needs} needs, {organizations} organizations")
}

fn tables(evaluation: &Evaluation) -> Vec<Rows> {
    let tables = [ranking_table(evaluation), silence_table(evaluation), risk_table(evaluation)];
    tables.into_iter().filter(|table| !table.rows.is_empty()).collect()
}

/// A row for each system: the measures of its rankings, and the p-value of its difference
/// from the first system.
fn ranking_table(evaluation: &Evaluation) -> Rows {
    let mut header = vec!["system".to_owned()];
    for measured in evaluation.systems.first().iter().flat_map(|s| &s.measures) {
        header.push(format!("{}\nn={}", measured.measure, measured.by_need.len()));
    }
    header.push(format!("p({PRIMARY})\nHolm"));
    let mut rows = Vec::new();
    for (index, system) in evaluation.systems.iter().enumerate() {
        let mut row = vec![system.name.clone()];
        for measured in &system.measures {
            row.push(match measured.measure {
                PRIMARY => format!("{:.3} {}", measured.mean, bracketed(measured.interval)),
                _ => format!("{:.3}", measured.mean),
            });
        }
        let comparison = index.checked_sub(1).map(|other| &evaluation.comparisons[other]);
        row.push(comparison.map_or("–".to_owned(), |c| p_value(c.corrected_p)));
        rows.push(row);
    }
    Rows { header, rows }
}

/// A row for each system: silence, hard rules, probabilities.
fn silence_table(evaluation: &Evaluation) -> Rows {
    let header = [
        "system",
        "abstention\nR(rel=1)",
        "abstention\nP(rel=1)",
        "abstention\nR(rel=2)",
        "abstention\nP(rel=2)",
        "violations\nof pairs",
        "ECE\nrel=2",
        "Brier\nrel=2",
    ];
    let row = |system: &SystemFigures| {
        let mut row = vec![system.name.clone()];
        for silence in &system.abstention {
            row.push(share(silence.right, silence.nobody));
            row.push(share(silence.right, silence.left_empty));
        }
        row.push(format!("{} of {}", system.violations.len(), system.pairs));
        let calibration = system.calibration.as_ref();
        for error in [calibration.map(|c| c.error), calibration.map(|c| c.brier)] {
            row.push(error.map_or("–".to_owned(), |e| format!("{e:.3}")));
        }
        row
    };
    Rows {
        header: header.map(str::to_owned).into(),
        rows: evaluation.systems.iter().map(row).collect(),
    }
}

/// The shares of the needs that might be answered.
const COVERAGES: [f64; 6] = [0.5, 0.6, 0.7, 0.8, 0.9, 1.0];

/// A row for each system that tells its doubts: what answering fewer needs buys.
fn risk_table(evaluation: &Evaluation) -> Rows {
    let mut header = vec!["system, risk at".to_owned()];
    header.extend(COVERAGES.map(|coverage| format!("{:.0} %\nanswered", coverage * 100.0)));
    header.push("mean\n(AURC)".to_owned());
    let row = |system: &SystemFigures| {
        let curve = &system.risk_coverage;
        let risks = COVERAGES.map(|coverage| risk_at(curve, coverage));
        let cells = risks.into_iter().chain([mean_risk(curve)]).flatten();
        std::iter::once(system.name.clone()).chain(cells.map(|risk| format!("{risk:.3}"))).collect()
    };
    let tells = |s: &&SystemFigures| !s.risk_coverage.is_empty();
    Rows { header, rows: evaluation.systems.iter().filter(tells).map(row).collect() }
}

fn differences(evaluation: &Evaluation) -> Vec<String> {
    let Some(first) = evaluation.systems.first() else { return Vec::new() };
    let line = |Comparison { other, difference, corrected_p }: &Comparison| {
        format!(
            "{PRIMARY}, {} less {other}: {:+.3} {}, p {}, {} after Holm.",
            first.name,
            difference.mean,
            bracketed(difference.interval),
            p_value(difference.p),
            p_value(*corrected_p),
        )
    };
    evaluation.comparisons.iter().map(line).collect()
}

/// The pairs of the first system that break a hard rule.
fn offenders(evaluation: &Evaluation) -> Vec<String> {
    let Some(first) = evaluation.systems.first() else { return Vec::new() };
    let mut lines: Vec<String> = first
        .violations
        .iter()
        .take(OFFENDERS)
        .map(|violation| format!("Violation of {}: {violation}.", first.name))
        .collect();
    if first.violations.len() > OFFENDERS {
        lines.push(format!("… and {} more.", first.violations.len() - OFFENDERS));
    }
    lines
}

/// Columns as wide as their widest cell; a Chinese character counts two.
fn aligned(rows: &Rows) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(rows.header.clone());
    table.add_rows(rows.rows.clone());
    for (index, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, 2));
        if index > 0 {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.trim_fmt()
}

pub(crate) fn bracketed(Interval { low, high }: Interval) -> String {
    format!("[{low:.3}, {high:.3}]")
}

pub(crate) fn p_value(p: f64) -> String {
    if p < 0.001 { "<0.001".to_owned() } else { format!("{p:.3}") }
}

fn share(part: usize, whole: usize) -> String {
    if whole == 0 { "–".to_owned() } else { format!("{part} of {whole}") }
}

#[cfg(test)]
mod tests;
