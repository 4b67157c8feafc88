//! Pages of a list, in the form of HSDS 3.1.

use crate::http::problem::{FieldError, Problem};
use serde::{Deserialize, Serialize};

/// Which page of a list.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct PageQuery {
    /// From 1.
    pub page: Option<usize>,
    /// How many items a page has, 1 to [`MOST`].
    pub per_page: Option<usize>,
}

/// A page may not be larger.
pub const MOST: usize = 200;
const DEFAULT: usize = 50;

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Page<T> {
    /// How many items there are in all.
    pub total_items: usize,
    /// How many pages; at least 1.
    pub total_pages: usize,
    /// This page, from 1.
    pub page_number: usize,
    /// How many items a full page has.
    pub size: usize,
    /// Whether this is the first.
    pub first_page: bool,
    /// Whether this is the last.
    pub last_page: bool,
    /// Whether it has no items.
    pub empty: bool,
    /// The items.
    pub contents: Vec<T>,
}

impl PageQuery {
    /// Cuts the page out of a list. A page after the last is empty, not an error.
    pub fn cut<T, U>(self, items: &[T], view: impl Fn(&T) -> U) -> Result<Page<U>, Problem> {
        let mut errors = Vec::new();
        let page = self.page.unwrap_or(1);
        let size = self.per_page.unwrap_or(DEFAULT);
        if page == 0 {
            errors
                .push(FieldError { pointer: "?page".into(), detail: "expected 1 or more".into() });
        }
        if !(1..=MOST).contains(&size) {
            let detail = format!("expected 1 to {MOST}");
            errors.push(FieldError { pointer: "?per_page".into(), detail });
        }
        if !errors.is_empty() {
            return Err(Problem::invalid(errors));
        }
        let total_pages = items.len().div_ceil(size).max(1);
        let start = (page - 1).saturating_mul(size).min(items.len());
        let end = start.saturating_add(size).min(items.len());
        let contents: Vec<U> = items[start..end].iter().map(view).collect();
        Ok(Page {
            total_items: items.len(),
            total_pages,
            page_number: page,
            size,
            first_page: page == 1,
            last_page: page >= total_pages,
            empty: contents.is_empty(),
            contents,
        })
    }
}

#[cfg(test)]
mod tests {
    //! Properties: the pages of a list are the list, each item once, in order.
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_pages_are_the_list(count in 0usize..500, size in 1usize..=MOST) {
            let items: Vec<usize> = (0..count).collect();
            let mut seen = Vec::new();
            let mut page = 1;
            loop {
                let query = PageQuery { page: Some(page), per_page: Some(size) };
                let cut = query.cut(&items, |i| *i).unwrap();
                prop_assert_eq!(cut.empty, cut.contents.is_empty());
                seen.extend(cut.contents);
                if cut.last_page {
                    prop_assert_eq!(cut.total_pages, page);
                    break;
                }
                page += 1;
            }
            prop_assert_eq!(seen, items);
        }

        #[test]
        fn no_page_makes_it_fail(page in any::<usize>(), size in any::<usize>()) {
            let query = PageQuery { page: Some(page), per_page: Some(size) };
            let cut = query.cut(&[1, 2, 3], |i| *i);
            prop_assert_eq!(cut.is_ok(), page > 0 && (1..=MOST).contains(&size));
        }
    }
}
