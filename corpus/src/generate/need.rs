//! One generated need.

use super::World;
use super::area::Community;
use super::draw::{Draw, Side};
use super::text::Topic;
use engine::need::{Date, Need};
use engine::taxonomy::{ServiceCategory, TargetGroup, TermId};

/// The need of an index.
pub(super) fn need(index: u64, draw: &mut Draw, world: &World) -> Need {
    let place = Community::draw(draw);
    // one in five has several wishes
    let topics: Vec<&Topic> =
        (0..draw.weighted(&[(80, 1), (17, 2), (3, 3)])).map(|_| world.texts.topic(draw)).collect();
    let title = match draw.chance(0.4) {
        true => world.texts.phrase(draw, topics[0], Side::Resident).to_owned(),
        false => String::new(),
    };
    let (categories, target_groups) = ticked(topics[0], draw, world);
    Need {
        id: format!("need-{:08}", index + 1),
        title,
        text: world.texts.text(draw, &topics, Side::Resident, 15..=200),
        area: place.path(draw.weighted(&[(85, 3), (15, 2)])),
        posted_by: format!("{}居委会", place.name()),
        posted_at: Some(day(draw)),
        categories,
        target_groups,
    }
}

/// What the form-filler ticked: mostly nothing, sometimes the wrong thing.
fn ticked(
    topic: &Topic,
    draw: &mut Draw,
    world: &World,
) -> (Vec<ServiceCategory>, Vec<TargetGroup>) {
    let taxonomy = &world.taxonomy;
    let any_group = |draw: &mut Draw| TargetGroup::new(draw.below(taxonomy.groups.len()));
    match draw.weighted(&[(75, 0), (15, 1), (6, 2), (4, 3)]) {
        0 => (Vec::new(), Vec::new()),
        1 => (vec![topic.category], Vec::new()),
        2 => (vec![topic.category], vec![any_group(draw)]),
        _ => {
            let category = ServiceCategory::new(draw.below(taxonomy.categories.len()));
            (vec![category], vec![any_group(draw)])
        }
    }
}

/// A day of 2026; every month has the first 28.
fn day(draw: &mut Draw) -> Date {
    let (month, day) = (1 + draw.below(12), 1 + draw.below(28));
    Date::parse(&format!("2026-{month:02}-{day:02}")).expect("every month has 28 days")
}
