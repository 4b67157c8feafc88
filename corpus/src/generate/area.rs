//! The area tree of the generated city: 20 districts of 15 subdistricts of 10 communities. As
//! in any city, names of subdistricts and communities come back in other districts.

use super::draw::Draw;
use engine::area::AreaPath;

const DISTRICTS: [&str; 20] = [
    "东湖", "西岭", "南屏", "北川", "云台", "青石", "白鹭", "龙泉", "凤山", "金溪", "银杏", "碧江",
    "长桥", "高塘", "平湖", "丰泽", "临江", "望海", "松林", "柳园",
];
const SUBDISTRICTS: [&str; 15] = [
    "和平", "解放", "建设", "人民", "中山", "新华", "朝阳", "光明", "红旗", "胜利", "文昌", "太平",
    "永安", "兴隆", "长乐",
];
const COMMUNITIES: [&str; 10] =
    ["春风", "秋月", "前进", "后街", "大桥", "小河", "梧桐", "桂花", "幸福", "友谊"];

/// A community of the tree, by number on each level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Community {
    district: usize,
    subdistrict: usize,
    community: usize,
}

impl Community {
    /// Any community. The first districts have more people: three times the last's.
    pub(super) fn draw(draw: &mut Draw) -> Self {
        // inverse of a density that falls in a line from 3 to 1
        let u = draw.unit();
        let share = (3.0 - (9.0 - 8.0 * u).sqrt()) / 2.0;
        Self {
            district: ((share * DISTRICTS.len() as f64) as usize).min(DISTRICTS.len() - 1),
            subdistrict: draw.below(SUBDISTRICTS.len()),
            community: draw.below(COMMUNITIES.len()),
        }
    }

    /// Its path down to a level: 1 the district, 2 the subdistrict, 3 the community.
    pub(super) fn path(self, levels: usize) -> AreaPath {
        let names = [self.district_name(), self.subdistrict_name(), self.name()];
        AreaPath::parse(&names[..levels].join("/")).expect("the names are constants without /")
    }

    /// The name of the community.
    pub(super) fn name(self) -> String {
        format!("{}社区", COMMUNITIES[self.community])
    }

    /// The name of its subdistrict.
    pub(super) fn subdistrict_name(self) -> String {
        format!("{}街道", SUBDISTRICTS[self.subdistrict])
    }

    /// The name of its district.
    pub(super) fn district_name(self) -> String {
        format!("{}区", DISTRICTS[self.district])
    }

    /// The district `n` places further.
    pub(super) fn next_district(self, n: usize) -> Self {
        Self { district: (self.district + n) % DISTRICTS.len(), ..self }
    }

    /// The subdistrict of the same district `n` places further.
    pub(super) fn next_subdistrict(self, n: usize) -> Self {
        Self { subdistrict: (self.subdistrict + n) % SUBDISTRICTS.len(), ..self }
    }

    /// The community of the same subdistrict `n` places further.
    pub(super) fn next_community(self, n: usize) -> Self {
        Self { community: (self.community + n) % COMMUNITIES.len(), ..self }
    }
}

#[cfg(test)]
mod tests {
    //! Properties: every community comes up, those of the first districts more often.
    use super::*;
    use crate::generate::draw::Side;
    use std::collections::BTreeMap;

    #[test]
    fn every_community_comes_up() {
        let mut draw = Draw::new(3, Side::Resident, 0);
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let mut districts = [0; 20];
        for _ in 0..60_000 {
            let community = Community::draw(&mut draw);
            *seen.entry(community.path(3).to_string()).or_default() += 1;
            districts[community.district] += 1;
        }
        assert_eq!(seen.len(), 20 * 15 * 10);
        assert!(districts[0] > districts[19] * 2, "{districts:?}");
        let first = seen.keys().next().unwrap();
        assert_eq!(first, "东湖区/中山街道/前进社区");
    }
}
