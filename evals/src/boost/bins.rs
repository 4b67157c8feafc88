//! Features in a few steps each, so that the best split of a column is found in one pass.

/// How many steps a column has at most.
const MOST: usize = 64;

/// The rows of a table, each value as the number of its step.
#[derive(Debug)]
pub(super) struct Bins {
    /// Where the steps of each column part: step `i` is from `cuts[i - 1]` to below `cuts[i]`.
    cuts: Vec<Vec<f32>>,
    /// The steps, column after column.
    steps: Vec<Vec<u8>>,
}

impl Bins {
    pub(super) fn new(rows: &[Vec<f32>]) -> Self {
        let columns = rows.first().map_or(0, Vec::len);
        let mut bins = Self { cuts: Vec::new(), steps: Vec::new() };
        for column in 0..columns {
            let values: Vec<f32> = rows.iter().map(|row| row[column]).collect();
            let cuts = cuts(&values);
            let step = |value: &f32| cuts.partition_point(|cut| cut <= value) as u8;
            bins.steps.push(values.iter().map(step).collect());
            bins.cuts.push(cuts);
        }
        bins
    }

    pub(super) fn columns(&self) -> usize {
        self.cuts.len()
    }

    /// How many steps a column has.
    pub(super) fn steps(&self, column: usize) -> usize {
        self.cuts[column].len() + 1
    }

    /// The step of a row.
    pub(super) fn step(&self, column: usize, row: u32) -> u8 {
        self.steps[column][row as usize]
    }

    /// The value that parts a step from the next.
    pub(super) fn cut(&self, column: usize, step: usize) -> f32 {
        self.cuts[column][step]
    }
}

/// Half way between neighbours, at steps of about equally many distinct values.
fn cuts(values: &[f32]) -> Vec<f32> {
    let mut distinct = values.to_vec();
    distinct.sort_by(f32::total_cmp);
    distinct.dedup();
    let between = distinct.len().saturating_sub(1);
    let wanted = between.min(MOST - 1);
    (0..wanted)
        .map(|i| {
            let at = i * between / wanted;
            // a value as short as it can be: it is written to a file
            let middle = (f64::from(distinct[at]) + f64::from(distinct[at + 1])) / 2.0;
            ((middle * 1e6).round() / 1e6) as f32
        })
        .collect()
}
