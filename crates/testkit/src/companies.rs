//! The enterprises that take part in the traffic, and the customs sites it passes. They are the
//! same in every corpus, so that corpora can share a registry; all are made up.

use model::{Enterprise, Role};

use crate::{
    digits::push_digits,
    draw::{Skew, at},
};

pub(crate) const N_PLATFORMS: usize = 40;
pub(crate) const N_SELLERS: usize = 300;
pub(crate) const N_PAYERS: usize = 12;
pub(crate) const N_CARRIERS: usize = 15;
pub(crate) const N_DECLARANTS: usize = 30;

#[derive(Debug)]
pub(crate) struct Company {
    pub(crate) code: String,
    pub(crate) name: String,
}

/// Where parcels are declared and held.
#[derive(Debug)]
pub(crate) struct Site {
    /// Four digits of the customs office (关区).
    pub(crate) customs_code: &'static str,
    /// 监管场所代码.
    pub(crate) code: String,
    pub(crate) operator: Company,
    /// `9610` sites: how goods come, and the prefix of flights, voyages and lorries.
    pub(crate) transport_mode: &'static str,
    pub(crate) transport_prefix: &'static str,
    /// `1210` sites: the company in the zone and its account book.
    pub(crate) zone: Option<Zone>,
}

#[derive(Debug)]
pub(crate) struct Zone {
    pub(crate) company: Company,
    pub(crate) account_book_no: String,
}

#[derive(Debug)]
pub(crate) struct Companies {
    pub(crate) platforms: Vec<Company>,
    pub(crate) sellers: Vec<Company>,
    /// One more than are registered: the last is a stranger to customs.
    pub(crate) payers: Vec<Company>,
    pub(crate) carriers: Vec<Company>,
    pub(crate) declarants: Vec<Company>,
    pub(crate) sites: Vec<Site>,
    /// Sellers of a platform, declarants and kinds of site, by index.
    pub(crate) sellers_of: Vec<Vec<u16>>,
    pub(crate) declarants_at: Vec<Vec<u8>>,
    pub(crate) direct_sites: Vec<u8>,
    pub(crate) zone_sites: Vec<u8>,
    pub(crate) platform_skew: Skew,
    pub(crate) payer_skew: Skew,
    pub(crate) carrier_skew: Skew,
    pub(crate) direct_skew: Skew,
    pub(crate) zone_skew: Skew,
}

impl Companies {
    pub(crate) fn new() -> Companies {
        let sites: Vec<Site> = SITES.iter().enumerate().map(|(nth, row)| site(nth, row)).collect();
        let having = |has_zone: bool| -> Vec<u8> {
            let matching = sites.iter().enumerate().filter(|(_, it)| it.zone.is_some() == has_zone);
            matching.map(|(nth, _)| nth as u8).collect()
        };
        let (direct_sites, zone_sites) = (having(false), having(true));
        let platform_skew = Skew::zipf(N_PLATFORMS);
        Companies {
            platforms: several(N_PLATFORMS, 0, "跨境电子商务平台有限公司"),
            sellers: several(N_SELLERS, 1_000, "进出口贸易有限公司"),
            payers: several(N_PAYERS + 1, 2_000, "网络支付科技有限公司"),
            carriers: several(N_CARRIERS, 3_000, "国际物流有限公司"),
            declarants: several(N_DECLARANTS, 4_000, "报关服务有限公司"),
            sellers_of: spread_sellers(),
            declarants_at: spread_declarants(sites.len()),
            direct_skew: Skew::zipf(direct_sites.len()),
            zone_skew: Skew::zipf(zone_sites.len()),
            payer_skew: Skew::new((0..N_PAYERS as u32).map(|rank| 10_000 / (rank * rank + 1) + 50)),
            carrier_skew: Skew::zipf(N_CARRIERS),
            platform_skew,
            sites,
            direct_sites,
            zone_sites,
        }
    }

    /// All that are registered (备案), with their roles.
    pub(crate) fn registry(&self) -> Vec<Enterprise> {
        let mut rows = Vec::new();
        let mut add = |company: &Company, roles: &[Role], sites: &[String]| {
            rows.push(Enterprise {
                code: company.code.clone(),
                name: company.name.clone(),
                roles: roles.to_vec(),
                sites: sites.to_vec(),
                ..Enterprise::default()
            });
        };
        let groups: [(&[Company], Role); 5] = [
            (&self.platforms, Role::Platform),
            (&self.sellers, Role::Seller),
            (self.payers.get(..N_PAYERS).unwrap_or_default(), Role::Payment),
            (&self.carriers, Role::Logistics),
            (&self.declarants, Role::Declarant),
        ];
        for (companies, role) in groups {
            companies.iter().for_each(|it| add(it, &[role], &[]));
        }
        for site in &self.sites {
            add(&site.operator, &[Role::Site], std::slice::from_ref(&site.code));
            if let Some(zone) = &site.zone {
                add(&zone.company, &[Role::Zone], &[]);
            }
        }
        rows
    }
}

fn several(count: usize, first_serial: usize, business: &str) -> Vec<Company> {
    (0..count).map(|nth| company(first_serial + nth, nth, business)).collect()
}

/// A ten-digit customs code: customs region, economic zone and kind, serial number.
fn company(serial: usize, nth: usize, business: &str) -> Company {
    let (region, city) = at(CITIES, serial * 7 + nth / 5);
    let mut code = (*region).to_owned();
    code.push_str("96");
    push_digits(&mut code, serial as u64 + 1, 4);
    let first = at(WORDS, nth);
    let second = if nth < WORDS.len() { "" } else { at(WORDS, nth / WORDS.len() * 11 + nth) };
    Company { code, name: format!("{city}{first}{second}{business}") }
}

fn site(nth: usize, row: &(&'static str, &str, &'static str, &'static str, bool)) -> Site {
    let (customs_code, place, transport_mode, transport_prefix, has_zone) = *row;
    let operator = company(6_000 + nth, nth, "监管场所经营有限公司");
    let zone = has_zone.then(|| Zone {
        company: Company {
            code: company(5_000 + nth, nth, "").code,
            name: format!("{place}{}供应链管理有限公司", at(WORDS, nth * 3 + 1)),
        },
        account_book_no: format!("T{customs_code}W{:06}", nth + 1),
    });
    let code = format!("{customs_code}S{:03}", nth + 1);
    Site { customs_code, code, operator, transport_mode, transport_prefix, zone }
}

/// Every platform has a seller; large platforms have many.
fn spread_sellers() -> Vec<Vec<u16>> {
    let mut sellers_of = vec![Vec::new(); N_PLATFORMS];
    for seller in 0..N_SELLERS {
        let platform = if seller < N_PLATFORMS {
            seller
        } else {
            // Halves the number of candidates seven times out of eight: a short head, a long tail.
            let spread = (seller - N_PLATFORMS) * 31 % (N_PLATFORMS * N_PLATFORMS);
            spread / N_PLATFORMS * (spread % N_PLATFORMS) / N_PLATFORMS
        };
        if let Some(of_platform) = sellers_of.get_mut(platform) {
            of_platform.push(seller as u16);
        }
    }
    sellers_of
}

fn spread_declarants(n_sites: usize) -> Vec<Vec<u8>> {
    (0..n_sites)
        .map(|site| {
            (0..N_DECLARANTS as u8).filter(|it| usize::from(*it) % n_sites == site).collect()
        })
        .collect()
}

const CITIES: &[(&str, &str)] = &[
    ("3301", "杭州"),
    ("3122", "上海"),
    ("4403", "深圳"),
    ("4401", "广州"),
    ("3302", "宁波"),
    ("1101", "北京"),
    ("4101", "郑州"),
    ("1207", "天津"),
    ("5001", "重庆"),
    ("3702", "青岛"),
    ("2102", "大连"),
    ("3307", "金华"),
];

const WORDS: &[&str] = &[
    "晴川", "云陌", "橙屿", "海棠", "北辰", "青柚", "拾光", "鲸途", "麦穗", "蓝湾", "星野", "明榆",
    "木禾", "南汐", "禾悦", "远帆", "雪松", "琥珀", "竹里", "朗月", "石榴", "小满", "白露", "清和",
    "雁回", "惠风", "沐阳", "千帆", "万象", "乐途", "知味", "初芽", "溪谷", "果壳", "锦程", "启明",
    "长风", "溪午", "安澜", "丰禾",
];

/// Customs office, place, transport mode, prefix of the means of transport, whether a bonded zone.
const SITES: &[(&str, &str, &str, &str, bool)] = &[
    ("2244", "上海浦东", "5", "MU", false),
    ("2233", "上海浦东", "5", "CK", false),
    ("5141", "广州白云", "5", "CZ", false),
    ("5301", "深圳皇岗", "4", "粤Z", false),
    ("2928", "杭州下沙", "5", "CA", false),
    ("5320", "深圳文锦渡", "4", "粤Z", false),
    ("5303", "深圳沙头角", "4", "粤Z", false),
    ("0902", "大连周水子", "5", "NH", false),
    ("3104", "宁波北仑", "2", "COSCO", false),
    ("0809", "沈阳桃仙", "5", "KE", false),
    ("2921", "义乌", "2", "SITC", false),
    ("5795", "珠海横琴", "4", "粤Z", false),
    ("2249", "上海洋山", "Y", "", true),
    ("5166", "广州南沙", "Y", "", true),
    ("3104", "宁波梅山", "Y", "", true),
    ("2246", "上海外高桥", "7", "", true),
    ("0906", "大连大窑湾", "7", "", true),
    ("0808", "沈阳综保区", "Y", "", true),
    ("2943", "舟山港", "Y", "", true),
    ("2248", "上海临港", "Y", "", true),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_enterprise_has_its_own_code_and_fits_the_wire() {
        let companies = Companies::new();
        let registry = companies.registry();
        let codes: BTreeSet<&str> = registry.iter().map(|it| it.code.as_str()).collect();
        assert_eq!(codes.len(), registry.len());
        assert!(!codes.contains(companies.payers[N_PAYERS].code.as_str()));
        for row in &registry {
            assert_eq!(row.code.len(), 10, "{}", row.code);
            assert!(row.name.chars().count() <= 50, "{}", row.name);
        }
        assert_eq!(registry.len(), 40 + 300 + 12 + 15 + 30 + 20 + 8);
        assert!(companies.sellers_of.iter().all(|it| !it.is_empty()));
        let n_sellers: usize = companies.sellers_of.iter().map(Vec::len).sum();
        assert_eq!(n_sellers, N_SELLERS);
        assert!(companies.declarants_at.iter().all(|it| !it.is_empty()));
        assert!(companies.sites.iter().all(|it| it.code.len() <= 10));
    }
}
