//! What an organization is matched by: one offer for each service, and one for what it says of
//! itself. Otherwise the words and target groups of one service leak into another.

use crate::clause::{ends_clause, is_turned, turned};
use crate::grams::{Gram, grams, outside, within};
use crate::knowledge::Knowledge;
use crate::lexical::OfferWords;
use crate::lexicon::{Meaning, Sign, Voice};
use crate::organization::{Delivery, Fee, Organization};
use crate::phrase::ends_sentence;
use crate::profile::Profile;
use crate::taxonomy::{ServiceCategory, TargetGroup};
use crate::understanding::{Understanding, VoiceWeights, infer, understand};

/// One thing that an organization offers.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// The organization, by its index in the catalog.
    pub organization: usize,
    /// The service, by its index in the organization; none for what it says of itself.
    pub service: Option<usize>,
    /// Its names and its own words; every range of the understanding is in it.
    pub text: String,
    /// How many bytes of the text are names.
    pub heading: usize,
    /// What the text means, inferred from its words.
    pub understood: Understanding,
    /// What single sentences of the text mean: what is done beside the main thing.
    pub sentences: Profile<ServiceCategory>,
    /// What single items of the text mean, of its enumerations among them.
    pub items: Profile<ServiceCategory>,
    /// What the text says is not done, and for whom not.
    pub excluded: Understanding,
    /// What was declared for it on the form, apart from what is inferred.
    pub declared_categories: Vec<ServiceCategory>,
    /// What was declared for it on the form, apart from what is inferred.
    pub declared_groups: Vec<TargetGroup>,
    /// How it reaches people, as declared; empty: not stated.
    pub delivery: Vec<Delivery>,
    /// What it costs, as declared.
    pub fee: Option<Fee>,
}

/// The offers of an organization: itself first, then its services.
pub fn offers_of(knowledge: &Knowledge, index: usize, organization: &Organization) -> Vec<Offer> {
    let mut offers = vec![complete(
        knowledge,
        Offer {
            organization: index,
            service: None,
            text: organization.description.clone(),
            heading: 0,
            understood: Understanding::default(),
            sentences: Profile::default(),
            items: Profile::default(),
            excluded: Understanding::default(),
            declared_categories: organization.categories.clone(),
            declared_groups: organization.target_groups.clone(),
            delivery: Vec::new(),
            fee: None,
        },
        &organization.name,
    )];
    offers.extend(organization.services.iter().enumerate().map(|(i, service)| {
        complete(
            knowledge,
            Offer {
                organization: index,
                service: Some(i),
                text: service.description.clone(),
                heading: 0,
                understood: Understanding::default(),
                sentences: Profile::default(),
                items: Profile::default(),
                excluded: Understanding::default(),
                declared_categories: service.categories.clone(),
                declared_groups: service.target_groups.clone(),
                delivery: service.delivery.clone(),
                fee: service.fee,
            },
            &service.name,
        )
    }));
    offers
}

/// Puts the name before the description and infers what both mean.
fn complete(knowledge: &Knowledge, mut offer: Offer, name: &str) -> Offer {
    offer.text = format!("{name}。{}", offer.text);
    offer.heading = name.len();
    let not_done = turned(&offer.text, &knowledge.lexicon.excludes(&offer.text));
    let signs = knowledge.signs(&offer.text);
    let grams = grams(&offer.text, &knowledge.analyzer.tokens(&offer.text), &signs);
    let grams = outside(grams, &not_done);
    offer.sentences = parts(knowledge, &offer.text, &grams, ends_sentence);
    offer.items =
        parts(knowledge, &offer.text, &grams, |c| ends_clause(c) || "、/+和及".contains(c));
    let (offered, excluded): (Vec<Sign>, Vec<Sign>) = signs.into_iter().partition(|sign| {
        let turns = matches!(sign.meaning, Meaning::Category(_) | Meaning::Group(_));
        !turns || sign.voice == Voice::Against || !is_turned(&sign.range, &not_done)
    });
    offer.understood = understand(knowledge, &knowledge.meaning.offers, &grams, &offered);
    offer.excluded = infer(&excluded, VoiceWeights::OFFER);
    offer
}

/// The most probable of what the parts of a text mean, each read by itself.
fn parts(
    knowledge: &Knowledge,
    text: &str,
    grams: &[Gram],
    ends: impl Fn(char) -> bool,
) -> Profile<ServiceCategory> {
    let model = &knowledge.meaning;
    let mut found = Vec::new();
    let mut start = 0;
    let marks = text.match_indices(ends).map(|(at, mark)| (at, at + mark.len()));
    for (end, next) in marks.chain([(text.len(), text.len())]) {
        let services = model.services(&model.offers, &within(grams, &(start..end)));
        found.extend(services.into_iter().filter(|(_, weight)| *weight >= LEAST));
        start = next;
    }
    Profile::new(found)
}

/// What a part means less surely is noise.
const LEAST: f32 = 0.1;

/// The words of an offer for the lexical measures.
pub fn words_of(knowledge: &Knowledge, offer: &Offer) -> OfferWords {
    let words =
        |text: &str| knowledge.analyzer.tokens(text).into_iter().map(|token| token.term).collect();
    OfferWords {
        heading: words(&offer.text[..offer.heading]),
        body: words(&offer.text[offer.heading..]),
    }
}
