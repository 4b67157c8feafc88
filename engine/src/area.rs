//! Places as paths: `官渡区/太和街道/和平路社区`, from the district down.
//!
//! Paths are compared by segment, never by prefix of the text: 和平路 also begins 和平路北.

use std::fmt;

/// A place, from the widest area to the narrowest that is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaPath {
    segments: Vec<String>,
}

/// How the area that an organization serves stands to the place of a need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Coverage {
    /// The served area is the place or lies above it. Carries the served path's depth:
    /// 1 for a whole district, 3 for a single community.
    Covers(usize),
    /// The served area lies below the place as it was given: it may or may not hold the
    /// resident's home.
    Uncertain,
    /// The served area does not touch the place.
    Outside,
}

impl AreaPath {
    /// Reads a path. The error says what is wrong with its shape.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        if text.trim().is_empty() {
            return Err("the area is empty");
        }
        let segments: Vec<String> = text.split('/').map(str::to_owned).collect();
        for segment in &segments {
            if segment.is_empty() {
                return Err("the area has an empty segment");
            }
            if segment.trim() != segment {
                return Err("a segment of the area begins or ends with a space");
            }
            if segment.chars().any(char::is_control) {
                return Err("the area holds a control character");
            }
        }
        Ok(Self { segments })
    }

    /// The segments, widest first.
    pub fn segments(&self) -> &[String] {
        &self.segments
    }

    /// How many levels the path names: 1 for a district, 2 a subdistrict, 3 a community.
    pub fn depth(&self) -> usize {
        self.segments.len()
    }

    /// Whether `other` is this place or lies within it.
    pub fn covers(&self, other: &Self) -> bool {
        other.segments.starts_with(&self.segments)
    }

    /// The place and every place above it, narrowest first.
    pub fn and_above(&self) -> impl Iterator<Item = Self> + '_ {
        (1..=self.segments.len()).rev().map(|n| Self { segments: self.segments[..n].to_vec() })
    }

    /// The name of the narrowest level, as people say it.
    pub fn last(&self) -> &str {
        self.segments.last().expect("a path has at least one segment")
    }
}

impl fmt::Display for AreaPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.segments.join("/"))
    }
}

/// How the areas that are served stand to a place: the best of them, where the narrowest
/// covering area is the best.
pub fn coverage(serves: &[AreaPath], place: &AreaPath) -> Coverage {
    let covering = serves.iter().filter(|s| s.covers(place)).map(AreaPath::depth).max();
    match covering {
        Some(depth) => Coverage::Covers(depth),
        None if serves.iter().any(|s| place.covers(s)) => Coverage::Uncertain,
        None => Coverage::Outside,
    }
}

#[cfg(test)]
mod tests {
    //! Properties: coverage goes by segment; the narrowest covering area wins; a place given
    //! only roughly is uncertain, not outside.
    use super::*;

    fn check(serves: &[&str], place: &str, expected: Coverage) {
        let serves: Vec<_> = serves.iter().map(|s| AreaPath::parse(s).unwrap()).collect();
        let place = AreaPath::parse(place).unwrap();
        assert_eq!(coverage(&serves, &place), expected, "{serves:?} for {place}");
    }

    #[test]
    fn coverage_goes_by_segment() {
        check(&["官渡区"], "官渡区/太和街道", Coverage::Covers(1));
        check(&["官渡区/太和街道/和平路社区"], "官渡区/太和街道/和平路社区", Coverage::Covers(3));
        check(&["官渡区/太和街道/和平路"], "官渡区/太和街道/和平路北", Coverage::Outside);
        check(&["官渡区/太和街道/和平路社区"], "官渡区/太和街道", Coverage::Uncertain);
        check(&["官渡区", "官渡区/太和街道"], "官渡区/太和街道/甲社区", Coverage::Covers(2));
        check(&["滨河区"], "官渡区", Coverage::Outside);
        check(&[], "官渡区", Coverage::Outside);
    }

    #[test]
    fn a_path_of_a_wrong_shape_is_refused() {
        for bad in ["", "  ", "/", "官渡区/", "官渡区//甲", " 官渡区", "官渡区/甲 ", "官\n渡"]
        {
            assert!(AreaPath::parse(bad).is_err(), "{bad:?}");
        }
    }
}
