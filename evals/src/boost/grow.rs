//! One tree: the leaf whose split gains most is split, until there are leaves enough.

use super::bins::Bins;
use super::{Bend, BoostConfig, rounded};
use engine::features::Feature;
use engine::trees::{Node, Split};
use std::num::NonZeroU32;

/// A leaf of the growing tree.
struct Leaf {
    /// Its node, by index.
    node: usize,
    rows: Vec<u32>,
    sum: Bend,
    /// Its value must lie within, as the splits above it say.
    bounds: (f64, f64),
    best: Option<Found>,
}

/// A split that could be made.
#[derive(Clone, Copy)]
struct Found {
    gain: f64,
    column: usize,
    /// The last step that goes below.
    step: usize,
}

pub(super) fn grow(
    bins: &Bins,
    bends: &[Bend],
    rows: Vec<u32>,
    asked: &[bool],
    config: BoostConfig,
) -> Vec<Node> {
    let grower = Grower { bins, bends, asked, config };
    let bounds = (f64::NEG_INFINITY, f64::INFINITY);
    let mut leaves = vec![grower.leaf(0, rows, bounds)];
    let mut nodes = vec![grower.node(&leaves[0])];
    while leaves.len() < config.leaves {
        let gain = |leaf: &Leaf| leaf.best.map_or(0.0, |found| found.gain);
        let best = (0..leaves.len())
            .max_by(|&a, &b| gain(&leaves[a]).total_cmp(&gain(&leaves[b])).then(b.cmp(&a)));
        let Some(at) = best.filter(|&at| gain(&leaves[at]) > 0.0) else { break };
        let leaf = leaves.remove(at);
        let Some(found) = leaf.best else { break };
        let children = grower.split(&leaf, found, nodes.len());
        nodes[leaf.node].split = Some(Split {
            feature: found.column as u32,
            threshold: bins.cut(found.column, found.step),
            below: NonZeroU32::new(nodes.len() as u32).expect("the root comes first"),
        });
        for child in children {
            nodes.push(grower.node(&child));
            leaves.push(child);
        }
    }
    nodes
}

struct Grower<'a> {
    bins: &'a Bins,
    bends: &'a [Bend],
    asked: &'a [bool],
    config: BoostConfig,
}

impl Grower<'_> {
    fn leaf(&self, node: usize, rows: Vec<u32>, bounds: (f64, f64)) -> Leaf {
        let sum = rows.iter().fold(Bend::default(), |sum, &row| sum + self.bends[row as usize]);
        let best = self.best_split(&rows, sum, bounds);
        Leaf { node, rows, sum, bounds, best }
    }

    /// What a tree adds that ends here.
    fn node(&self, leaf: &Leaf) -> Node {
        let value = self.config.rate * self.value(leaf.sum, leaf.bounds);
        Node { value: rounded(value), split: None }
    }

    /// Newton's step, within bounds.
    fn value(&self, sum: Bend, bounds: (f64, f64)) -> f64 {
        (-sum.slope / (sum.curve + self.config.ridge)).clamp(bounds.0, bounds.1)
    }

    /// How much the loss falls with a value for all rows of a sum.
    fn fall(&self, sum: Bend, value: f64) -> f64 {
        -(sum.slope * value + 0.5 * (sum.curve + self.config.ridge) * value * value)
    }

    fn best_split(&self, rows: &[u32], sum: Bend, bounds: (f64, f64)) -> Option<Found> {
        if rows.len() < 2 * self.config.least_rows {
            return None;
        }
        let now = self.fall(sum, self.value(sum, bounds));
        let mut best: Option<Found> = None;
        for column in (0..self.bins.columns()).filter(|&column| self.asked[column]) {
            let mut steps = vec![(Bend::default(), 0usize); self.bins.steps(column)];
            for &row in rows {
                let (bend, count) = &mut steps[usize::from(self.bins.step(column, row))];
                *bend = *bend + self.bends[row as usize];
                *count += 1;
            }
            let (mut below, mut below_rows) = (Bend::default(), 0);
            for (step, &(bend, count)) in steps.iter().enumerate().take(steps.len() - 1) {
                below = below + bend;
                below_rows += count;
                if count == 0 {
                    continue;
                }
                let from = sum - below;
                let few = below_rows.min(rows.len() - below_rows) < self.config.least_rows;
                if few || below.curve.min(from.curve) < self.config.least_curve {
                    continue;
                }
                let (low, high) = (self.value(below, bounds), self.value(from, bounds));
                let direction = f64::from(Feature::ALL[column].direction());
                if (high - low) * direction < 0.0 {
                    continue;
                }
                let gain = self.fall(below, low) + self.fall(from, high) - now;
                if gain > LEAST_GAIN && best.is_none_or(|found| gain > found.gain) {
                    best = Some(Found { gain, column, step });
                }
            }
        }
        best
    }

    /// Both sides of a split; where the feature has a direction, neither side's values may cross
    /// the middle.
    fn split(&self, leaf: &Leaf, found: Found, first: usize) -> [Leaf; 2] {
        let Found { column, step, .. } = found;
        let goes_below = |row: &u32| usize::from(self.bins.step(column, *row)) <= step;
        let (below, from): (Vec<u32>, Vec<u32>) = leaf.rows.iter().partition(|row| goes_below(row));
        let sum = |rows: &[u32]| {
            rows.iter().fold(Bend::default(), |sum, &row| sum + self.bends[row as usize])
        };
        let middle =
            (self.value(sum(&below), leaf.bounds) + self.value(sum(&from), leaf.bounds)) / 2.0;
        let (least, most) = leaf.bounds;
        let (low, high) = match Feature::ALL[column].direction() {
            1 => ((least, middle), (middle, most)),
            -1 => ((middle, most), (least, middle)),
            _ => (leaf.bounds, leaf.bounds),
        };
        [self.leaf(first, below, low), self.leaf(first + 1, from, high)]
    }
}

/// A split must gain more than rounding does.
const LEAST_GAIN: f64 = 1e-9;

impl std::ops::Add for Bend {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self { slope: self.slope + other.slope, curve: self.curve + other.curve }
    }
}

impl std::ops::Sub for Bend {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self { slope: self.slope - other.slope, curve: self.curve - other.curve }
    }
}
