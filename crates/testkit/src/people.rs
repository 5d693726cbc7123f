//! Buyers and consignees: synthetic people whose identity numbers have the right shape and check
//! digit, and whose telephones begin with `100`, which no mobile network uses.

use crate::{
    digits::{push_digits, push_number},
    divisions::DIVISIONS,
    draw::{Domain, Seed, Skew, at, word},
};

/// Everybody who can occur in a corpus, by number.
#[derive(Debug)]
pub(crate) struct People {
    seed: Seed,
    surnames: Skew,
    offset: u64,
}

/// A person as documents name them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) identity_number: String,
    pub(crate) telephone: String,
    pub(crate) address: String,
    /// GB/T 2260 code of the district they live in.
    pub(crate) district: &'static str,
}

impl People {
    pub(crate) fn new(seed: &Seed) -> People {
        let surnames = Skew::new((0..SURNAMES.len() as u32).map(|rank| 1_000 / (rank / 3 + 1)));
        People { seed: seed.clone(), surnames, offset: seed.mix(0, 0) % IDENTITY_SPACE }
    }

    pub(crate) fn person(&self, number: u64) -> Person {
        let mut draws = self.seed.draws(Domain::Person, number);
        let mut name = String::with_capacity(12);
        name.push_str(word(SURNAMES, self.surnames.draw(&mut draws)));
        name.push(*draws.pick(&GIVEN));
        if draws.chance(780_000) {
            name.push(*draws.pick(&GIVEN));
        }
        let mut telephone = String::with_capacity(11);
        telephone.push_str("100");
        push_digits(&mut telephone, u64::from(draws.below(100_000_000)), 8);
        let (district, place) = *draws.pick(DIVISIONS);
        let mut address = String::with_capacity(128);
        address.push_str(place);
        address.push_str(draws.word(ROADS));
        push_number(&mut address, u64::from(draws.between(1, 1_999)));
        address.push('号');
        address.push_str(draws.word(ESTATES));
        push_number(&mut address, u64::from(draws.between(1, 38)));
        address.push('幢');
        push_number(&mut address, u64::from(draws.between(1, 4)));
        address.push_str("单元");
        push_number(&mut address, u64::from(draws.between(1, 32) * 100 + draws.between(1, 6)));
        address.push('室');
        let identity_number = self.identity_number(number);
        Person { name, identity_number, telephone, address, district }
    }

    /// Different people, different numbers: counting is scrambled by a factor prime to the space.
    pub(crate) fn identity_number(&self, person: u64) -> String {
        let scrambled = ((person % IDENTITY_SPACE) * 433_494_437 + self.offset) % IDENTITY_SPACE;
        let (serial, rest) = (scrambled % SERIALS + 1, scrambled / SERIALS);
        let (day, rest) = (rest % 28 + 1, rest / 28);
        let (month, rest) = (rest % 12 + 1, rest / 12);
        let (year, rest) = (rest % 40 + 1_960, rest / 40);
        let mut number = String::with_capacity(18);
        number.push_str(at(DIVISIONS, rest as usize).0);
        push_digits(&mut number, year * 10_000 + month * 100 + day, 8);
        push_digits(&mut number, serial, 3);
        number.push(check_digit(number.as_bytes()));
        number
    }
}

const SERIALS: u64 = 500;
const IDENTITY_SPACE: u64 = DIVISIONS.len() as u64 * 40 * 12 * 28 * SERIALS;

/// The eighteenth character of a resident identity number (GB 11643, ISO 7064 MOD 11-2).
pub(crate) fn check_digit(body: &[u8]) -> char {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
    let sum: u32 =
        body.iter().zip(WEIGHTS).map(|(byte, weight)| u32::from(byte - b'0') * weight).sum();
    *at(&CHECKS, (sum % 11) as usize)
}

const SURNAMES: &[&str] = &[
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭",
    "何", "林", "高", "罗", "郑", "梁", "谢", "宋", "唐", "许", "邓", "韩", "冯", "曹", "彭", "曾",
    "肖", "田", "董", "潘", "袁", "蔡", "蒋", "余", "于", "杜", "叶", "程", "魏", "苏", "吕", "丁",
    "任", "卢", "姚", "沈", "钟", "姜", "崔", "谭", "陆", "范", "汪", "廖", "石", "金", "韦", "贾",
    "夏", "付", "方", "邹", "熊", "白", "孟", "秦", "邱", "侯", "江", "尹", "薛", "闫", "雷",
    "欧阳",
];

const GIVEN: [char; 128] = [
    '伟', '芳', '娜', '敏', '静', '丽', '强', '磊', '军', '洋', '勇', '艳', '杰', '娟', '涛', '明',
    '超', '秀', '霞', '平', '刚', '桂', '英', '华', '慧', '巧', '美', '淑', '惠', '珠', '翠', '雅',
    '芝', '玉', '萍', '红', '娥', '玲', '芬', '燕', '彩', '春', '菊', '兰', '凤', '洁', '梅', '琳',
    '素', '云', '莲', '真', '环', '雪', '荣', '爱', '妹', '香', '月', '莺', '媛', '瑞', '凡', '佳',
    '嘉', '琼', '勤', '珍', '贞', '莉', '桃', '晶', '妍', '茜', '秋', '珊', '莎', '锦', '黛', '青',
    '倩', '婷', '姣', '婉', '娴', '瑾', '颖', '露', '瑶', '怡', '婵', '雁', '蓓', '纨', '仪', '荷',
    '丹', '蓉', '眉', '君', '琴', '蕊', '薇', '菁', '梦', '岚', '苑', '筠', '柔', '竹', '霭', '凝',
    '晓', '欢', '霄', '枫', '芸', '菲', '寒', '欣', '滢', '亚', '宜', '可', '姬', '舒', '影', '荔',
];

const ROADS: &[&str] = &[
    "人民路",
    "中山路",
    "解放路",
    "建设路",
    "和平路",
    "文化路",
    "新华路",
    "长江路",
    "黄河路",
    "迎宾大道",
    "学院路",
    "滨河路",
    "朝阳路",
    "光明路",
    "公园路",
    "友谊路",
    "青年路",
    "胜利路",
    "科技路",
    "创业路",
    "春风路",
    "桃源路",
    "翠竹路",
    "湖滨路",
    "梅园路",
    "金桂路",
    "云杉路",
    "银杏大道",
    "望江路",
    "东风路",
    "南湖路",
    "北苑路",
];

const ESTATES: &[&str] = &[
    "阳光花园",
    "锦绣家园",
    "翡翠城",
    "碧水湾",
    "金色家园",
    "幸福里",
    "书香苑",
    "御景湾",
    "星河名邸",
    "绿地新城",
    "枫林雅苑",
    "香樟小区",
    "世纪花园",
    "紫荆苑",
    "和谐家园",
    "望江府",
    "明月小区",
    "梧桐苑",
    "春江花园",
    "凤凰城",
    "桂花苑",
    "丽景苑",
    "蓝天公寓",
    "江南名府",
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn identity_numbers_are_valid_and_nobody_shares_one() {
        let people = People::new(&Seed::new(7));
        let numbers: BTreeSet<String> = (0..20_000).map(|it| people.identity_number(it)).collect();
        assert_eq!(numbers.len(), 20_000);
        for number in &numbers {
            assert!(model::is_valid_identity_number(number), "{number}");
        }
    }

    #[test]
    fn people_fit_the_wire() {
        let people = People::new(&Seed::new(7));
        for number in 0..2_000 {
            let person = people.person(number);
            assert!(person.name.chars().count() <= 4, "{}", person.name);
            assert!(person.address.chars().count() <= 100, "{}", person.address);
            assert_eq!(person.telephone.len(), 11);
            assert!(person.telephone.starts_with("100"));
            assert_eq!(person.district.len(), 6);
        }
    }
}
