//! Records as the API shows them: the contract's fields, needs without personal data.

use crate::app::PostedNeed;
use engine::organization::{
    Delivery, Fee, Kind, Organization, Registration, Service, Source, Status,
};
use engine::pipeline::Engine;
use engine::taxonomy::{Taxonomy, TermId, Tree};
use serde::Serialize;

/// An organization, in the contract's form.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OrganizationRecord {
    id: String,
    name: String,
    kind: &'static str,
    registration: &'static str,
    status: &'static str,
    home: String,
    serves: Vec<String>,
    description: String,
    services: Vec<ServiceRecord>,
    categories: Vec<String>,
    target_groups: Vec<String>,
    capacity: Option<u32>,
    founded: Option<i32>,
    source: &'static str,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct ServiceRecord {
    name: String,
    description: String,
    categories: Vec<String>,
    target_groups: Vec<String>,
    delivery: Vec<&'static str>,
    fee: Option<&'static str>,
}

/// A need, in the contract's form, its text masked; the title stands in the text's first line.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NeedRecord {
    id: String,
    text: String,
    area: String,
    posted_by: String,
    posted_at: Option<String>,
    categories: Vec<String>,
    target_groups: Vec<String>,
}

impl OrganizationRecord {
    /// The record of an organization.
    pub fn new(taxonomy: &Taxonomy, organization: &Organization) -> Self {
        Self {
            id: organization.id.clone(),
            name: organization.name.clone(),
            kind: match organization.kind {
                Kind::SocialService => "social-service",
                Kind::Association => "association",
                Kind::Foundation => "foundation",
                Kind::CommunityGroup => "community-group",
            },
            registration: match organization.registration {
                Registration::Registered => "registered",
                Registration::Filed => "filed",
            },
            status: match organization.status {
                Status::Active => "active",
                Status::Suspended => "suspended",
                Status::Dissolved => "dissolved",
            },
            home: organization.home.to_string(),
            serves: organization.serves.iter().map(ToString::to_string).collect(),
            description: organization.description.clone(),
            services: organization.services.iter().map(|s| service(taxonomy, s)).collect(),
            categories: codes(&taxonomy.categories, &organization.categories),
            target_groups: codes(&taxonomy.groups, &organization.target_groups),
            capacity: organization.capacity,
            founded: organization.founded,
            source: match organization.source {
                Source::Public => "public",
                Source::Fictional => "fictional",
            },
        }
    }
}

fn service(taxonomy: &Taxonomy, service: &Service) -> ServiceRecord {
    ServiceRecord {
        name: service.name.clone(),
        description: service.description.clone(),
        categories: codes(&taxonomy.categories, &service.categories),
        target_groups: codes(&taxonomy.groups, &service.target_groups),
        delivery: service
            .delivery
            .iter()
            .map(|delivery| match delivery {
                Delivery::Home => "home",
                Delivery::Site => "site",
                Delivery::Online => "online",
            })
            .collect(),
        fee: service.fee.map(|fee| match fee {
            Fee::Free => "free",
            Fee::Low => "low",
            Fee::Paid => "paid",
        }),
    }
}

fn codes<T: TermId>(tree: &Tree<T>, terms: &[T]) -> Vec<String> {
    terms.iter().map(|&term| tree.term(term).code.clone()).collect()
}

impl NeedRecord {
    /// The record of a need.
    pub fn new(engine: &Engine, posted: &PostedNeed) -> Self {
        let taxonomy = &engine.knowledge.taxonomy;
        Self {
            id: posted.need.id.clone(),
            text: posted.parsed.text.clone(),
            area: posted.need.area.to_string(),
            posted_by: posted.need.posted_by.clone(),
            posted_at: posted.need.posted_at.map(|day| day.to_string()),
            categories: codes(&taxonomy.categories, &posted.need.categories),
            target_groups: codes(&taxonomy.groups, &posted.need.target_groups),
        }
    }
}
