//! One generated organization.

use super::World;
use super::area::Community;
use super::draw::{Draw, Side};
use super::text::Topic;
use engine::area::AreaPath;
use engine::organization::{
    Delivery, Fee, Kind, Organization, Registration, Service, Source, Status,
};
use engine::taxonomy::{ServiceCategory, TargetGroup, Taxonomy, Tree};

/// The organization of an index.
pub(super) fn organization(index: u64, draw: &mut Draw, world: &World) -> Organization {
    let kind = draw.weighted(&[
        (55, Kind::CommunityGroup),
        (30, Kind::SocialService),
        (12, Kind::Association),
        (3, Kind::Foundation),
    ]);
    let registration = match kind {
        Kind::CommunityGroup if draw.chance(0.85) => Registration::Filed,
        _ => Registration::Registered,
    };
    let seat = Community::draw(draw);
    let declares = Declares::draw(draw);
    let topics: Vec<&Topic> = (0..=draw.weighted(&[(40, 0), (35, 1), (20, 2), (5, 3)]))
        .map(|_| world.texts.topic(draw))
        .collect();
    let stated = draw.weighted(&[(25, 0), (75, topics.len())]);
    let services: Vec<Service> =
        topics[..stated].iter().map(|topic| service(topic, declares, draw, world)).collect();
    let (categories, target_groups) = declares.codes(&topics, draw, &world.taxonomy);
    Organization {
        id: format!("org-{:07}", index + 1),
        name: name(kind, seat, draw, world),
        kind,
        registration,
        status: draw.weighted(&[
            (93, Status::Active),
            (4, Status::Suspended),
            (3, Status::Dissolved),
        ]),
        home: seat.path(draw.weighted(&[(80, 3), (17, 2), (3, 1)])),
        serves: service_areas(seat, draw),
        description: world.texts.text(draw, &topics, Side::Organization, 60..=300),
        services,
        categories,
        target_groups,
        capacity: draw.chance(0.5).then(|| 1 + draw.below(60) as u32),
        founded: draw.chance(0.6).then(|| 1990 + draw.below(36) as i32),
        source: Source::Fictional,
    }
}

fn name(kind: Kind, seat: Community, draw: &mut Draw, world: &World) -> String {
    let place = match kind {
        Kind::CommunityGroup => seat.name(),
        Kind::SocialService => seat.subdistrict_name(),
        Kind::Association | Kind::Foundation => seat.district_name(),
    };
    let form = match kind {
        Kind::CommunityGroup => *draw.pick(&["志愿服务队", "互助社", "艺术团", "邻里社", "巡逻队"]),
        Kind::SocialService => *draw.pick(&["社会工作服务中心", "养老服务中心", "公益服务中心"]),
        Kind::Association => *draw.pick(&["协会", "联合会", "促进会"]),
        Kind::Foundation => "公益基金会",
    };
    format!("{place}{}{}{form}", world.texts.name(draw), world.texts.name(draw))
}

/// Few serve whole districts, most a subdistrict or some communities.
fn service_areas(seat: Community, draw: &mut Draw) -> Vec<AreaPath> {
    match draw.weighted(&[(1, 0), (4, 1), (12, 2), (43, 3), (40, 4)]) {
        0 => (0..2).map(|n| seat.next_district(n).path(1)).collect(),
        1 => vec![seat.path(1)],
        2 => (0..2 + draw.below(3)).map(|n| seat.next_subdistrict(n).path(2)).collect(),
        3 => vec![seat.path(2)],
        _ => (0..1 + draw.below(4)).map(|n| seat.next_community(n).path(3)).collect(),
    }
}

fn service(topic: &Topic, declares: Declares, draw: &mut Draw, world: &World) -> Service {
    let (categories, target_groups) = declares.codes(&[topic], draw, &world.taxonomy);
    let delivery: Vec<Delivery> =
        Delivery::ALL.iter().copied().filter(|_| draw.chance(0.4)).collect();
    Service {
        name: world.texts.phrase(draw, topic, Side::Organization).to_owned(),
        description: world.texts.text(draw, &[topic], Side::Organization, 10..=80),
        categories,
        target_groups,
        delivery,
        fee: draw.weighted(&[
            (40, None),
            (40, Some(Fee::Free)),
            (12, Some(Fee::Low)),
            (8, Some(Fee::Paid)),
        ]),
    }
}

/// How an organization fills in its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Declares {
    /// A third leave the codes out.
    Nothing,
    /// The field, not the service.
    Parents,
    Leaves,
}

impl Declares {
    fn draw(draw: &mut Draw) -> Self {
        draw.weighted(&[(33, Self::Nothing), (15, Self::Parents), (52, Self::Leaves)])
    }

    fn codes(
        self,
        topics: &[&Topic],
        draw: &mut Draw,
        taxonomy: &Taxonomy,
    ) -> (Vec<ServiceCategory>, Vec<TargetGroup>) {
        let tree = &taxonomy.categories;
        let mut categories = Vec::new();
        let mut groups = Vec::new();
        if self != Self::Nothing {
            for topic in topics {
                let top = tree.top(topic.category);
                let category = if self == Self::Parents { top } else { topic.category };
                add(&mut categories, category);
                if let Some(group) = group_for(&tree.term(top).code, draw, &taxonomy.groups) {
                    add(&mut groups, group);
                }
            }
        }
        (categories, groups)
    }
}

/// Adds a code that the list does not have.
fn add<T: PartialEq>(list: &mut Vec<T>, code: T) {
    if !list.contains(&code) {
        list.push(code);
    }
}

/// A target group that a field of service is for: the one of the field or one below it.
fn group_for(field: &str, draw: &mut Draw, groups: &Tree<TargetGroup>) -> Option<TargetGroup> {
    let code = match field {
        "elderly" | "children" | "veterans" => field,
        "disability" => "disabled",
        "family" => "women",
        "relief" => "low-income",
        "employment" => "unemployed",
        "volunteering" => "volunteers",
        "party" => "party-members",
        "support" => "organizations",
        _ => "residents",
    };
    let top = groups.find(code)?;
    let below: Vec<TargetGroup> =
        groups.ids().filter(|&id| groups.parent(id) == Some(top)).collect();
    let narrow = !below.is_empty() && draw.chance(0.5);
    Some(if narrow { *draw.pick(&below) } else { top })
}
