//! Reads and writes organizations in the contract's form.

use crate::error::Error;
use crate::fields::Fields;
use crate::json::Json;
use crate::jsonl::{Ids, read_records};
use crate::lines::open;
use engine::organization::{
    Delivery, Fee, Kind, Organization, Registration, Service, Source, Status,
};
use engine::taxonomy::{Taxonomy, TermId, Tree};
use serde::Serialize;
use std::io::{self, BufRead, Write};
use std::path::Path;

const FIELDS: &[&str] = &[
    "id",
    "name",
    "kind",
    "registration",
    "status",
    "home",
    "serves",
    "description",
    "services",
    "categories",
    "target_groups",
    "capacity",
    "founded",
    "source",
];

const SERVICE_FIELDS: &[&str] =
    &["name", "description", "categories", "target_groups", "delivery", "fee"];

/// Reads a file of organizations: all of them in its order, or everything that is wrong.
pub fn read_organizations(file: &Path, taxonomy: &Taxonomy) -> Result<Vec<Organization>, Error> {
    read_organizations_from(open(file)?, file, taxonomy)
}

/// The same from any reader; `file` is what messages call it.
pub fn read_organizations_from(
    reader: impl BufRead,
    file: &Path,
    taxonomy: &Taxonomy,
) -> Result<Vec<Organization>, Error> {
    let mut ids = Ids::default();
    read_records(reader, file, FIELDS, |fields| read_organization(fields, &mut ids, taxonomy))
}

fn read_organization(
    fields: &mut Fields<'_>,
    ids: &mut Ids,
    taxonomy: &Taxonomy,
) -> Option<Organization> {
    let id = ids.read(fields);
    let name = fields.field("name", Fields::name);
    let kind = fields.field("kind", |f, at, v| f.word(at, &v, Kind::ALL, Kind::code));
    let registration = fields
        .field("registration", |f, at, v| f.word(at, &v, Registration::ALL, Registration::code));
    let status = fields.field("status", |f, at, v| f.word(at, &v, Status::ALL, Status::code));
    let home = fields.field("home", Fields::area);
    let serves = fields.set("serves", Fields::area);
    let description = fields.field("description", Fields::text);
    let services = fields.list("services", |f, at, v| read_service(f, at, v, taxonomy));
    let categories = fields.set("categories", |f, at, v| f.category(at, &v, taxonomy));
    let target_groups = fields.set("target_groups", |f, at, v| f.group(at, &v, taxonomy));
    let capacity = fields.nullable("capacity", |f, at, v| {
        f.integer(at, &v, 0..=u32::MAX.into(), "a whole number from 0, or null")
    });
    let founded = fields.nullable("founded", |f, at, v| {
        f.integer(at, &v, 1800..=2100, "a year from 1800 to 2100, or null")
    });
    let source = fields.field("source", |f, at, v| f.word(at, &v, Source::ALL, Source::code));
    Some(Organization {
        id: id?,
        name: name?,
        kind: kind?,
        registration: registration?,
        status: status?,
        home: home?,
        serves: serves?,
        description: description?,
        services: services?,
        categories: categories?,
        target_groups: target_groups?,
        capacity: capacity?,
        founded: founded?,
        source: source?,
    })
}

fn read_service(
    fields: &mut Fields<'_>,
    at: &str,
    value: Json,
    taxonomy: &Taxonomy,
) -> Option<Service> {
    fields.object(at, value, SERVICE_FIELDS, |fields| {
        let name = fields.field("name", Fields::name);
        let description = fields.field("description", Fields::text);
        let categories = fields.set("categories", |f, at, v| f.category(at, &v, taxonomy));
        let target_groups = fields.set("target_groups", |f, at, v| f.group(at, &v, taxonomy));
        let delivery =
            fields.set("delivery", |f, at, v| f.word(at, &v, Delivery::ALL, Delivery::code));
        let fee = fields.nullable("fee", |f, at, v| f.word(at, &v, Fee::ALL, Fee::code));
        Some(Service {
            name: name?,
            description: description?,
            categories: categories?,
            target_groups: target_groups?,
            delivery: delivery?,
            fee: fee?,
        })
    })
}

/// An organization with its fields in the contract's order.
#[derive(Serialize)]
struct OrganizationLine<'a> {
    id: &'a str,
    name: &'a str,
    kind: &'a str,
    registration: &'a str,
    status: &'a str,
    home: String,
    serves: Vec<String>,
    description: &'a str,
    services: Vec<ServiceObject<'a>>,
    categories: Vec<&'a str>,
    target_groups: Vec<&'a str>,
    capacity: Option<u32>,
    founded: Option<i32>,
    source: &'a str,
}

#[derive(Serialize)]
struct ServiceObject<'a> {
    name: &'a str,
    description: &'a str,
    categories: Vec<&'a str>,
    target_groups: Vec<&'a str>,
    delivery: Vec<&'a str>,
    fee: Option<&'a str>,
}

/// Writes an organization as a line of the contract's form.
pub fn write_organization(
    out: &mut dyn Write,
    organization: &Organization,
    taxonomy: &Taxonomy,
) -> io::Result<()> {
    let line = OrganizationLine {
        id: &organization.id,
        name: &organization.name,
        kind: organization.kind.code(),
        registration: organization.registration.code(),
        status: organization.status.code(),
        home: organization.home.to_string(),
        serves: organization.serves.iter().map(ToString::to_string).collect(),
        description: &organization.description,
        services: organization.services.iter().map(|s| service_object(s, taxonomy)).collect(),
        categories: codes(&organization.categories, &taxonomy.categories),
        target_groups: codes(&organization.target_groups, &taxonomy.groups),
        capacity: organization.capacity,
        founded: organization.founded,
        source: organization.source.code(),
    };
    serde_json::to_writer(&mut *out, &line)?;
    out.write_all(b"\n")
}

fn service_object<'a>(service: &'a Service, taxonomy: &'a Taxonomy) -> ServiceObject<'a> {
    ServiceObject {
        name: &service.name,
        description: &service.description,
        categories: codes(&service.categories, &taxonomy.categories),
        target_groups: codes(&service.target_groups, &taxonomy.groups),
        delivery: service.delivery.iter().map(|d| d.code()).collect(),
        fee: service.fee.map(Fee::code),
    }
}

/// The codes of terms.
pub(crate) fn codes<'a, T: TermId>(terms: &[T], tree: &'a Tree<T>) -> Vec<&'a str> {
    terms.iter().map(|&id| tree.term(id).code.as_str()).collect()
}
