//! A bar chart as SVG, written by hand: it needs no font, no script and no network, and it
//! brings its own ground, so that it reads on a light page as on a dark one.

use crate::evaluation::{Evaluation, Measured};
use crate::measures::{Measure, PRIMARY, SUITABLE};

/// The measures that are drawn.
const DRAWN: [Measure; 2] = [PRIMARY, Measure::Precision { rel: SUITABLE, cutoff: 1 }];

// In units of the picture, about a pixel each.
const BARS: f64 = 420.0;
const VALUES: f64 = 60.0;
const ROW: f64 = 26.0;
const HEAD: f64 = 34.0;
const MARGIN: f64 = 16.0;

const STYLE: &str = "\
text { font: 13px system-ui, sans-serif; fill: #1f2328 } .head { font-weight: 600 } \
.ground { fill: #ffffff } .grid { stroke: #d1d9e0 } .first { fill: #0969da } \
.other { fill: #9aa4af } .interval { fill: none; stroke: #1f2328; stroke-width: 1.5 } \
@media (prefers-color-scheme: dark) { text { fill: #f0f6fc } .ground { fill: #0d1117 } \
.grid { stroke: #3d444d } .first { fill: #4493f8 } .other { fill: #656c76 } \
.interval { stroke: #f0f6fc } }";

/// What the picture shows, in words.
pub(super) fn caption(title: &str) -> String {
    let [first, second] = DRAWN;
    format!("{title}: {first} and {second} of each system, with 95 % intervals")
}

/// Draws the systems of an evaluation: a bar each, from 0 to 1, with its interval.
pub fn chart(title: &str, evaluation: &Evaluation) -> String {
    let labels = evaluation.systems.iter().map(|s| label_width(&s.name)).fold(0.0, f64::max);
    let left = MARGIN + labels + 10.0;
    let block = HEAD + ROW * evaluation.systems.len() as f64;
    let (width, height) = (left + BARS + VALUES + MARGIN, 2.0 * MARGIN + 2.0 * block);
    let mut svg = opened(&caption(title), width, height, "");
    for (number, measure) in DRAWN.into_iter().enumerate() {
        draw_measure(&mut svg, evaluation, measure, left, MARGIN + block * number as f64);
    }
    svg.push_str("</svg>\n");
    svg
}

/// A picture's beginning: what it shows in words, the style of all of them and its own, the ground.
pub(super) fn opened(caption: &str, width: f64, height: f64, style: &str) -> String {
    let caption = escape(caption);
    format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}' width='{width}' \
         height='{height}' role='img'>\n<title>{caption}</title>\n<style>{STYLE}{style}</style>\n\
         <rect class='ground' width='{width}' height='{height}' rx='6'/>\n"
    )
}

fn draw_measure(svg: &mut String, evaluation: &Evaluation, measure: Measure, left: f64, top: f64) {
    let measured: Vec<(&str, &Measured)> = evaluation
        .systems
        .iter()
        .filter_map(|system| Some((system.name.as_str(), system.measured(measure)?)))
        .collect();
    let needs = measured.first().map_or(0, |(_, m)| m.by_need.len());
    let base = top + 16.0;
    *svg += &format!("<text class='head' x='{MARGIN}' y='{base}'>{measure}, n={needs}</text>\n");

    let (first_row, base) = (top + HEAD, top + HEAD - 4.0);
    let end = first_row + ROW * measured.len() as f64;
    for tick in [0.0, 0.25, 0.5, 0.75, 1.0] {
        let x = left + tick * BARS;
        *svg += &format!("<path class='grid' d='M{x} {first_row}V{end}'/>\n");
        *svg += &format!("<text x='{x}' y='{base}' text-anchor='middle'>{tick}</text>\n");
    }
    for (index, (name, measured)) in measured.into_iter().enumerate() {
        let class = if index == 0 { "first" } else { "other" };
        draw_bar(svg, class, name, measured, left, first_row + ROW * index as f64);
    }
}

fn draw_bar(svg: &mut String, class: &str, name: &str, measured: &Measured, left: f64, top: f64) {
    let Measured { mean, interval, .. } = measured;
    let (label, value, base) = (left - 10.0, left + BARS + 12.0, top + 17.5);
    let (bar, length) = (top + 4.0, mean * BARS);
    let (low, high) = (left + interval.low * BARS, left + interval.high * BARS);
    let (middle, cap) = (top + 13.0, top + 9.0);
    let name = escape(name);
    *svg += &format!("<text x='{label}' y='{base}' text-anchor='end'>{name}</text>\n");
    *svg +=
        &format!("<rect class='{class}' x='{left}' y='{bar}' width='{length:.1}' height='18'/>\n");
    *svg += &format!(
        "<path class='interval' d='M{low:.1} {middle}H{high:.1}M{low:.1} {cap}v8M{high:.1} {cap}v8'/>\n"
    );
    *svg += &format!("<text x='{value}' y='{base}'>{mean:.3}</text>\n");
}

/// About as wide as a text of 13 pixels is set.
fn label_width(text: &str) -> f64 {
    text.chars().map(|c| if c.is_ascii() { 7.5 } else { 13.5 }).sum()
}

pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\'', "&apos;")
}
