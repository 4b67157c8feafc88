//! Properties: what a reader sees, as snapshots; columns stand one below the other with
//! Chinese names; a report of nothing is no panic; the chart is well-formed and draws what
//! the table says.

use super::*;
use crate::evaluation::{SystemRun, evaluate};
use crate::run::Run;
use crate::sample::collection;
use crate::selective::Doubt;
use std::path::Path;

fn evaluation() -> Evaluation {
    let read = |text| Run::parse(text, Path::new("some.run")).unwrap();
    let ours = read("n1 Q0 meals 1 3 t\nn2 Q0 school 1 3 t\nn2 Q0 away 2 1 t");
    let plain = read(
        "n1 Q0 school 1 3 t\nn1 Q0 closed 2 2 t\nn2 Q0 meals 1 3 t\nn3 Q0 meals 1 3 t\n\
         n4 Q0 school 1 1 t",
    );
    let probabilities = [(("n1", "meals"), 0.9), (("n2", "school"), 0.8), (("n2", "away"), 0.1)]
        .map(|((need, organization), p)| ((need.to_owned(), organization.to_owned()), p));
    let doubts = [("n1", 0.1, Some("meals")), ("n2", 0.2, Some("school")), ("n3", 0.7, None)]
        .map(|(need, nobody, first)| Doubt {
            need: need.to_owned(),
            nobody,
            first: first.map(str::to_owned),
        })
        .into();
    let systems = [
        SystemRun {
            name: "对接".to_owned(),
            run: ours,
            probabilities: Some(probabilities.into()),
            doubts,
        },
        SystemRun {
            name: "plain & simple".to_owned(),
            run: plain,
            probabilities: None,
            doubts: Vec::new(),
        },
    ];
    evaluate(&collection(), &systems).unwrap()
}

#[test]
fn the_terminal_shows() {
    insta::assert_snapshot!(text("甲区", &evaluation()));
}

#[test]
fn the_page_shows() {
    insta::assert_snapshot!(markdown("甲区", &evaluation(), "report"));
}

#[test]
fn the_curves_show() {
    insta::assert_snapshot!(curves("甲区", &evaluation()));
}

#[test]
fn the_chart_shows() {
    insta::assert_snapshot!(chart("甲区", &evaluation()));
}

#[test]
fn nothing_is_reported_as_nothing() {
    let nothing = evaluate(&collection(), &[]).unwrap();
    assert!(text("甲区", &nothing).starts_with("甲区: 4 needs, 4 organizations\n"));
    assert!(markdown("甲区", &nothing, "c.svg").contains("![甲区"));
    assert!(chart("甲区", &nothing).ends_with("</svg>\n"));
}

#[test]
fn many_offenders_are_cut_short() {
    let mut evaluation = evaluation();
    let one = evaluation.systems[0].violations[0].clone();
    evaluation.systems[0].violations = vec![one; 25];
    let lines = offenders(&evaluation);
    assert_eq!((lines.len(), lines[20].as_str()), (21, "… and 5 more."));
}

#[test]
fn small_p_values_are_not_printed_as_nothing() {
    assert_eq!(p_value(0.00001), "<0.001");
    assert_eq!(p_value(0.0314), "0.031");
    assert_eq!(p_value(1.0), "1.000");
}
