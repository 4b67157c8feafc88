//! How well needs are understood, against labels that somebody gave them by reading.

use corpus::examples::Marks;
use engine::parse::ParsedNeed;
use engine::taxonomy::{TargetGroup, Taxonomy};
use std::collections::BTreeMap;
use std::fmt;

/// Counts over the labelled needs of a collection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Understood {
    /// Needs that ask for some service.
    pub needs: usize,
    /// Of these, those whose most probable service is one of the labelled.
    pub services: usize,
    /// Those whose most probable service is in the field of one of the labelled.
    pub fields: usize,
    /// Target groups that are both understood and labelled.
    pub groups_right: usize,
    /// Target groups that are understood.
    pub groups_found: usize,
    /// Target groups that are labelled.
    pub groups_labelled: usize,
}

/// A target group counts as understood from this probability on.
const SURE: f32 = 0.5;

impl Understood {
    /// Counts; needs without a label are left out.
    pub fn measure(
        taxonomy: &Taxonomy,
        needs: &[ParsedNeed],
        labels: &BTreeMap<String, Marks>,
    ) -> Self {
        let tree = &taxonomy.categories;
        let mut counts = Self::default();
        for (need, marks) in needs.iter().filter_map(|n| labels.get(&n.id).map(|m| (n, m))) {
            let best = need.understood.categories.first().map(|best| best.term);
            if !marks.services.is_empty() {
                let in_field = |best| marks.services.iter().any(|&s| tree.top(s) == tree.top(best));
                counts.needs += 1;
                counts.services += usize::from(best.is_some_and(|b| marks.services.contains(&b)));
                counts.fields += usize::from(best.is_some_and(in_field));
            }
            let groups = special(taxonomy, need);
            counts.groups_right += groups.iter().filter(|g| marks.groups.contains(g)).count();
            counts.groups_found += groups.len();
            counts.groups_labelled += marks.groups.len();
        }
        counts
    }

    /// The share of needs whose most probable service is labelled.
    pub fn service(&self) -> f64 {
        self.services as f64 / self.needs.max(1) as f64
    }

    /// The share of needs whose most probable service is in a labelled field.
    pub fn field(&self) -> f64 {
        self.fields as f64 / self.needs.max(1) as f64
    }

    /// F1 of the target groups, over all needs together (micro-averaged).
    pub fn groups_f1(&self) -> f64 {
        let all = self.groups_found + self.groups_labelled;
        2.0 * self.groups_right as f64 / all.max(1) as f64
    }
}

/// The groups that are understood, without those of which a narrower one is.
fn special(taxonomy: &Taxonomy, need: &ParsedNeed) -> Vec<TargetGroup> {
    let sure = need.understood.groups.iter().filter(|g| g.weight >= SURE);
    let groups: Vec<TargetGroup> = sure.map(|g| g.term).collect();
    let narrower = |g: TargetGroup| groups.iter().any(|&o| taxonomy.groups.parent(o) == Some(g));
    groups.iter().copied().filter(|&g| !narrower(g)).collect()
}

impl fmt::Display for Understood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Understood, against labels: the first service {:.3}, its field {:.3} (of {} needs); \
             target groups F1 {:.3}.",
            self.service(),
            self.field(),
            self.needs,
            self.groups_f1()
        )
    }
}
