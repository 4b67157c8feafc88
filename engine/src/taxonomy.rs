//! The two controlled vocabularies: what is done (service categories) and for whom
//! (target groups). Both are trees of two levels; a code may name a parent or a leaf.
//!
//! Inside the engine a term is a small number, so that a text's understanding is a short
//! sorted list. Codes and Chinese names are for files and for people.

use std::collections::BTreeMap;

/// A term of the service-category tree, by its place in the taxonomy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceCategory(pub u16);

/// A term of the target-group tree, by its place in the taxonomy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TargetGroup(pub u16);

/// What a vocabulary's terms are to the rest of the engine: a typed number.
pub trait TermId: Copy + Ord {
    /// The id of the term that stands at `index` in its tree.
    fn new(index: usize) -> Self;
    /// Where the term stands in its tree.
    fn index(self) -> usize;
}

macro_rules! term_id {
    ($name:ident) => {
        impl TermId for $name {
            fn new(index: usize) -> Self {
                Self(u16::try_from(index).expect("a vocabulary has fewer than 65,536 terms"))
            }
            fn index(self) -> usize {
                usize::from(self.0)
            }
        }
    };
}
term_id!(ServiceCategory);
term_id!(TargetGroup);

/// One term: its code as in files, its name as people read it, and its parent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// `elderly.meals`
    pub code: String,
    /// `老年助餐`
    pub zh: String,
    /// The index of the parent term; none for a top-level term.
    pub parent: Option<usize>,
}

/// A vocabulary: terms in the order of the file, each after its parent.
#[derive(Clone, Debug)]
pub struct Tree<T> {
    terms: Vec<Term>,
    by_code: BTreeMap<String, usize>,
    id: std::marker::PhantomData<T>,
}

impl<T> Default for Tree<T> {
    fn default() -> Self {
        Self { terms: Vec::new(), by_code: BTreeMap::new(), id: std::marker::PhantomData }
    }
}

impl<T: TermId> Tree<T> {
    /// Adds a term below `parent`; `None` where the code is already taken.
    pub fn add(&mut self, code: &str, zh: &str, parent: Option<T>) -> Option<T> {
        if self.by_code.contains_key(code) {
            return None;
        }
        let index = self.terms.len();
        self.by_code.insert(code.to_owned(), index);
        self.terms.push(Term {
            code: code.to_owned(),
            zh: zh.to_owned(),
            parent: parent.map(T::index),
        });
        Some(T::new(index))
    }

    /// The term with this code.
    pub fn find(&self, code: &str) -> Option<T> {
        self.by_code.get(code).map(|&i| T::new(i))
    }

    /// A term's code and names.
    pub fn term(&self, id: T) -> &Term {
        &self.terms[id.index()]
    }

    /// The term above, none for a top-level term.
    pub fn parent(&self, id: T) -> Option<T> {
        self.term(id).parent.map(T::new)
    }

    /// The top-level term that `id` stands under; `id` itself where it is one.
    pub fn top(&self, id: T) -> T {
        self.parent(id).map_or(id, |p| self.top(p))
    }

    /// Whether `id` has no term below it.
    pub fn is_leaf(&self, id: T) -> bool {
        !self.terms.iter().any(|t| t.parent == Some(id.index()))
    }

    /// How many terms there are; ids are `0..len`.
    pub fn len(&self) -> usize {
        self.terms.len()
    }

    /// Whether there are no terms.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// All ids in order.
    pub fn ids(&self) -> impl Iterator<Item = T> + '_ {
        (0..self.terms.len()).map(T::new)
    }

    /// How far two terms agree, 0 to 1: the same term 1, a parent with its child 0.5
    /// (one side was less precise), two children of one parent 0.15 (the same field, another
    /// service), anything else 0.
    pub fn agreement(&self, a: T, b: T) -> f32 {
        if a == b {
            return 1.0;
        }
        match (self.parent(a), self.parent(b)) {
            (Some(p), _) if p == b => 0.5,
            (_, Some(p)) if p == a => 0.5,
            (Some(p), Some(q)) if p == q => 0.15,
            _ => 0.0,
        }
    }
}

/// Both vocabularies.
#[derive(Clone, Debug, Default)]
pub struct Taxonomy {
    /// What is done.
    pub categories: Tree<ServiceCategory>,
    /// For whom.
    pub groups: Tree<TargetGroup>,
}
