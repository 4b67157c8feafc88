//! Two diagrams side by side as SVG: whether probabilities mean what they say (reliability), and
//! what silence buys (risk over coverage). Drawn by hand like the chart, and for the same reasons.

use super::chart::{escape, opened};
use crate::evaluation::{Evaluation, SystemFigures};

// In units of the picture, about a pixel each.
const SIDE: f64 = 280.0;
const LEFT: f64 = 56.0;
const TOP: f64 = 44.0;
const GAP: f64 = 84.0;
const FOOT: f64 = 60.0;
const LINE: f64 = 22.0;

const LINES: &str = " .curve { fill: none; stroke-width: 2 } .curve.first { stroke: #0969da } \
.curve.other { stroke: #9aa4af } .ideal { fill: none; stroke: #9aa4af; stroke-dasharray: 4 4 } \
@media (prefers-color-scheme: dark) { .curve.first { stroke: #4493f8 } \
.curve.other { stroke: #656c76 } .curve { fill: none } }";

/// What the picture shows, in words.
pub(super) fn caption(title: &str) -> String {
    format!(
        "{title}: of the pairs shown with a probability, the share that is suitable; and of the \
         needs answered, the share whose first is not suitable"
    )
}

/// Draws the first two systems that give probabilities and doubts.
pub fn curves(title: &str, evaluation: &Evaluation) -> String {
    let tells = |s: &&SystemFigures| s.calibration.is_some() && !s.risk_coverage.is_empty();
    let systems: Vec<&SystemFigures> = evaluation.systems.iter().filter(tells).take(2).collect();
    let width = LEFT + SIDE + GAP + SIDE + 24.0;
    let height = TOP + SIDE + FOOT + LINE * systems.len() as f64;
    let mut svg = opened(&caption(title), width, height, LINES);
    let (first, second) = (LEFT, LEFT + SIDE + GAP);
    frame(&mut svg, first, "reliability", "probability that was given", "share that is suitable");
    frame(&mut svg, second, "risk–coverage", "share of needs answered", "first not suitable");
    svg += &format!("<path class='ideal' d='M{first} {}L{} {TOP}'/>\n", TOP + SIDE, first + SIDE);
    for (i, system) in systems.iter().enumerate() {
        let class = if i == 0 { "first" } else { "other" };
        let bins = system.calibration.iter().flat_map(|c| &c.bins);
        line(&mut svg, class, first, bins.map(|bin| (bin.predicted, bin.observed)));
        let points = system.risk_coverage.iter().map(|point| (point.coverage, point.risk));
        line(&mut svg, class, second, points);
        let y = TOP + SIDE + FOOT + LINE * i as f64;
        let name = escape(&system.name);
        svg += &format!("<path class='curve {class}' d='M{first} {}h24'/>\n", y - 4.0);
        svg += &format!("<text x='{}' y='{y}'>{name}</text>\n", first + 32.0);
    }
    svg.push_str("</svg>\n");
    svg
}

fn frame(svg: &mut String, left: f64, head: &str, across: &str, up: &str) {
    let bottom = TOP + SIDE;
    *svg += &format!("<text class='head' x='{left}' y='{}'>{head}: {up}</text>\n", TOP - 18.0);
    for tick in [0.0, 0.25, 0.5, 0.75, 1.0] {
        let (x, y) = (left + tick * SIDE, bottom - tick * SIDE);
        *svg += &format!("<path class='grid' d='M{x} {TOP}V{bottom}M{left} {y}h{SIDE}'/>\n");
        *svg +=
            &format!("<text x='{x}' y='{}' text-anchor='middle'>{tick}</text>\n", bottom + 16.0);
        *svg +=
            &format!("<text x='{}' y='{}' text-anchor='end'>{tick}</text>\n", left - 8.0, y + 4.0);
    }
    let middle = left + SIDE / 2.0;
    *svg +=
        &format!("<text x='{middle}' y='{}' text-anchor='middle'>{across}</text>\n", bottom + 32.0);
}

fn line(svg: &mut String, class: &str, left: f64, points: impl Iterator<Item = (f64, f64)>) {
    let place = |(x, y): (f64, f64)| format!("{:.1} {:.1}", left + x * SIDE, TOP + SIDE - y * SIDE);
    let path = points.map(place).collect::<Vec<_>>().join("L");
    *svg += &format!("<path class='curve {class}' d='M{path}'/>\n");
}
