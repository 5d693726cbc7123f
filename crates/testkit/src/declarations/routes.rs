//! Where goods come in and go out, from where and where to, and by what.

use crate::draw::{Draws, at};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Sea,
    Air,
    Road,
}

impl Mode {
    /// 运输方式代码.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Mode::Sea => "2",
            Mode::Air => "5",
            Mode::Road => "4",
        }
    }

    pub(super) fn of(code: &str) -> Option<Mode> {
        [Mode::Sea, Mode::Air, Mode::Road].into_iter().find(|it| it.code() == code)
    }

    const fn abroad(self) -> &'static [Abroad] {
        match self {
            Mode::Sea => SEA,
            Mode::Air => AIR,
            Mode::Road => ROAD,
        }
    }

    const fn homes(self) -> &'static [Home] {
        match self {
            Mode::Sea => SEA_HOMES,
            Mode::Air => AIR_HOMES,
            Mode::Road => ROAD_HOMES,
        }
    }
}

/// A customs office at a port of ours, the port, and where goods are kept there.
#[derive(Debug)]
pub(super) struct Home {
    pub(super) customs: &'static str,
    pub(super) port: &'static str,
    pub(super) place: &'static str,
}

impl Home {
    /// The one at an office.
    pub(super) fn of(mode: Mode, customs: &str) -> Option<&'static Home> {
        mode.homes().iter().find(|it| it.customs == customs)
    }
}

/// A country, its port, and what it is called.
#[derive(Debug)]
pub(super) struct Abroad {
    pub(super) country: &'static str,
    pub(super) port: &'static str,
    pub(super) company: &'static str,
    pub(super) street: &'static str,
}

#[derive(Debug)]
pub(super) struct Route {
    pub(super) mode: Mode,
    pub(super) home: &'static Home,
    pub(super) abroad: &'static Abroad,
}

/// Most goods go by sea.
pub(super) fn route(draws: &mut Draws, wanted: Option<Mode>) -> Route {
    let drawn = match draws.below(100) {
        0..60 => Mode::Sea,
        60..86 => Mode::Air,
        _ => Mode::Road,
    };
    let mode = wanted.unwrap_or(drawn);
    Route { mode, home: draws.pick(mode.homes()), abroad: draws.pick(mode.abroad()) }
}

/// A route by its numbers, each counted round and round.
pub(super) fn numbered(mode: usize, home: usize, abroad: usize) -> Route {
    let mode = *at(&[Mode::Sea, Mode::Sea, Mode::Air, Mode::Road], mode);
    Route { mode, home: at(mode.homes(), home), abroad: at(mode.abroad(), abroad) }
}

/// A route from a country by sea or air, if goods are sent from there.
pub(super) fn from_country(country: &str, mode: usize, home: usize) -> Option<Route> {
    let modes = [Mode::Sea, Mode::Air, Mode::Road].into_iter().cycle().skip(mode % 2).take(3);
    let abroad = |mode: Mode| mode.abroad().iter().find(|it| it.country == country);
    let (mode, abroad) = modes.filter_map(|it| Some((it, abroad(it)?))).next()?;
    Some(Route { mode, home: at(mode.homes(), home), abroad })
}

const fn home(customs: &'static str, port: &'static str, place: &'static str) -> Home {
    Home { customs, port, place }
}

const fn abroad(
    country: &'static str,
    port: &'static str,
    company: &'static str,
    street: &'static str,
) -> Abroad {
    Abroad { country, port, company, street }
}

const SEA_HOMES: &[Home] = &[
    home("2248", "311002", "洋山港集装箱码头"),
    home("2225", "310701", "外高桥集装箱码头"),
    home("3104", "380101", "北仑国际集装箱码头"),
    home("5304", "470101", "蛇口集装箱码头"),
    home("5316", "470601", "盐田国际集装箱码头"),
];
const AIR_HOMES: &[Home] =
    &[home("2233", "310302", "浦东机场货运站"), home("5141", "442301", "白云机场货运站")];
const ROAD_HOMES: &[Home] =
    &[home("5301", "470201", "皇岗口岸货检场"), home("5320", "470401", "文锦渡口岸货检场")];

const SEA: &[Abroad] = &[
    abroad("USA", "USA264", "PACIFIC COAST SUPPLY INC", "1 Example Avenue, Los Angeles"),
    abroad("DEU", "DEU063", "NORDWIND HANDELS GMBH", "Beispielweg 2, Hamburg"),
    abroad("JPN", "JPN570", "AOBA SHOJI KK", "3-1 Example, Yokohama"),
    abroad("JPN", "JPN384", "KOMOREBI TRADING KK", "4-2 Example, Osaka"),
    abroad("KOR", "KOR003", "HAEDONG TRADING CO", "5 Example-ro, Busan"),
    abroad("FRA", "FRA902", "MAISON EXEMPLE SAS", "6 rue Exemple, Le Havre"),
    abroad("GBR", "GBR210", "SAMPLE AND SONS LTD", "7 Example Road, Felixstowe"),
    abroad("ITA", "ITA075", "ESEMPIO SPA", "Via Esempio 8, Genova"),
    abroad("NLD", "NLD066", "VOORBEELD BV", "Voorbeeldkade 9, Rotterdam"),
    abroad("VNM", "VNM012", "SAO MAI CO LTD", "10 Example Street, Ho Chi Minh City"),
    abroad("THA", "THA005", "SIAM SAMPLE CO LTD", "11 Example Road, Laem Chabang"),
    abroad("MYS", "MYS105", "CONTOH SDN BHD", "12 Jalan Contoh, Port Klang"),
    abroad("AUS", "AUS225", "SOUTHERN SAMPLE PTY LTD", "13 Example Street, Sydney"),
];
const AIR: &[Abroad] = &[
    abroad("DEU", "DEU057", "MAINBEISPIEL GMBH", "Beispielstrasse 14, Frankfurt"),
    abroad("JPN", "JPN501", "AOBA SEIMITSU KK", "15-1 Example, Tokyo"),
    abroad("KOR", "KOR018", "HANSAEM SAMPLE CO", "16 Example-ro, Incheon"),
    abroad("FRA", "FRA180", "EXEMPLE PARIS SA", "17 rue Exemple, Paris"),
    abroad("GBR", "GBR375", "THAMES SAMPLE LTD", "18 Example Road, London"),
    abroad("USA", "USA309", "HUDSON SAMPLE LLC", "19 Example Street, New York"),
    abroad("SGP", "SGP012", "STRAITS SAMPLE PTE LTD", "20 Example Way, Singapore"),
];
const ROAD: &[Abroad] = &[
    abroad("HKG", "HKG003", "VICTORIA SAMPLE LTD", "21 Example Road, Hong Kong"),
    abroad("HKG", "HKG003", "STAR HARBOUR TRADING LTD", "22 Example Road, Hong Kong"),
];
