//! Which service categories stand in for, or lead towards, which: what a social worker knows of
//! the field. A need of one category may be met by an organization of a near one, and a far one
//! could help a little or refer on. The direction is from the need.

use crate::profile::Profile;
use crate::taxonomy::{ServiceCategory, TermId};

/// The neighbours of each category.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Related {
    /// By the index of the needed category: those that often meet it, or a part of it.
    pub near: Vec<Vec<ServiceCategory>>,
    /// By the index of the needed category: those that help a little, or refer on.
    pub far: Vec<Vec<ServiceCategory>>,
}

/// How much a far neighbour counts against a near one.
const FAR: f32 = 0.4;

impl Related {
    /// What stands near to what is needed, as surely as that is needed.
    pub fn near(&self, needed: &Profile<ServiceCategory>) -> Profile<ServiceCategory> {
        Profile::new(spread(&self.near, needed, 1.0))
    }

    /// What stands near or far.
    pub fn any(&self, needed: &Profile<ServiceCategory>) -> Profile<ServiceCategory> {
        Profile::new(spread(&self.near, needed, 1.0).chain(spread(&self.far, needed, FAR)))
    }
}

fn spread<'a>(
    neighbours: &'a [Vec<ServiceCategory>],
    needed: &'a Profile<ServiceCategory>,
    share: f32,
) -> impl Iterator<Item = (ServiceCategory, f32)> + 'a {
    needed.iter().flat_map(move |(term, weight)| {
        let of = neighbours.get(term.index()).map_or(&[][..], Vec::as_slice);
        of.iter().map(move |&neighbour| (neighbour, weight * share))
    })
}
