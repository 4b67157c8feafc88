//! The supply side: an organization as it declared itself.

use crate::area::AreaPath;
use crate::taxonomy::{ServiceCategory, TargetGroup};

/// The legal form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 社会服务机构
    SocialService,
    /// 社会团体
    Association,
    /// 基金会
    Foundation,
    /// 社区社会组织
    CommunityGroup,
}

/// Where it is on record: 登记 with the civil affairs bureau, 备案 with the subdistrict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registration {
    /// 登记
    Registered,
    /// 备案
    Filed,
}

/// Only an active organization may be matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// At work.
    Active,
    /// 暂停
    Suspended,
    /// 注销
    Dissolved,
}

/// How a service reaches people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Delivery {
    /// 上门
    Home,
    /// 到站
    Site,
    /// 线上
    Online,
}

/// What a service costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fee {
    /// 免费
    Free,
    /// 低偿
    Low,
    /// 收费
    Paid,
}

/// Whether the record is of a real organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A real one, with published facts only.
    Public,
    /// Made up.
    Fictional,
}

/// One service, as declared. Codes are often incomplete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// What it is called.
    pub name: String,
    /// In the organization's words.
    pub description: String,
    /// Declared categories.
    pub categories: Vec<ServiceCategory>,
    /// Declared target groups.
    pub target_groups: Vec<TargetGroup>,
    /// Declared ways of delivery; empty: not stated.
    pub delivery: Vec<Delivery>,
    /// Declared fee; none: not stated.
    pub fee: Option<Fee>,
}

/// An organization, as in the contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organization {
    /// Unique in its file.
    pub id: String,
    /// Registered or filed name.
    pub name: String,
    /// The legal form.
    pub kind: Kind,
    /// On which record.
    pub registration: Registration,
    /// Whether it is at work.
    pub status: Status,
    /// Where it sits.
    pub home: AreaPath,
    /// What it serves; each path covers everything below it.
    pub serves: Vec<AreaPath>,
    /// Its own words about itself.
    pub description: String,
    /// What it offers.
    pub services: Vec<Service>,
    /// Declared on its form; often empty or incomplete.
    pub categories: Vec<ServiceCategory>,
    /// Declared on its form; often empty or incomplete.
    pub target_groups: Vec<TargetGroup>,
    /// Requests a month that it can take; none: not stated.
    pub capacity: Option<u32>,
    /// Year.
    pub founded: Option<i32>,
    /// Whether it is a real one.
    pub source: Source,
}

/// The words that stand for the variants in files, in the contract's order.
macro_rules! codes {
    ($name:ident: $($variant:ident = $code:literal),+) => {
        impl $name {
            /// Every variant.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word that stands for it in files.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code),+
                }
            }

            /// The variant that a word in a file stands for.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|variant| variant.code() == code)
            }
        }
    };
}

codes!(Kind: SocialService = "social-service", Association = "association",
    Foundation = "foundation", CommunityGroup = "community-group");
codes!(Registration: Registered = "registered", Filed = "filed");
codes!(Status: Active = "active", Suspended = "suspended", Dissolved = "dissolved");
codes!(Delivery: Home = "home", Site = "site", Online = "online");
codes!(Fee: Free = "free", Low = "low", Paid = "paid");
codes!(Source: Public = "public", Fictional = "fictional");
