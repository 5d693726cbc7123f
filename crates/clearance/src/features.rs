//! What risk analysis looks at of a case. Selection and whoever tries a watch row on history ask here, so that both look
//! at the same.

use model::{Date, Declaration, ExportList, Inventory, KeyPair};
use params::{Codes, Table};
use risk::{Features, Goods};

/// Of a retail parcel: its list.
pub fn features_of_parcel<'d>(
    list: &'d Inventory<'_>,
    platform_code: &'d str,
    key: KeyPair,
    on: Date,
) -> Features<'d, impl Iterator<Item = Goods<'d>> + Clone> {
    Features {
        subject: "inventory",
        country_field: "country",
        key,
        on,
        platform_code,
        buyer_id_number: &list.buyer_id_number,
        goods: list.items.iter().map(|it| Goods {
            commodity_code: &it.commodity_code,
            country: &it.country,
            name: &it.name,
            model: &it.model,
        }),
    }
}

/// Of a retail export: its list.
pub fn features_of_export<'d>(
    list: &'d ExportList<'_>,
    platform_code: &'d str,
    key: KeyPair,
    on: Date,
) -> Features<'d, impl Iterator<Item = Goods<'d>> + Clone> {
    Features {
        subject: "export_list",
        country_field: "country",
        key,
        on,
        platform_code,
        buyer_id_number: "",
        goods: list.items.iter().map(|it| Goods {
            commodity_code: &it.commodity_code,
            country: &it.country,
            name: &it.name,
            model: &it.model,
        }),
    }
}

/// Of a goods declaration. Countries are watched by their old numeric codes, which parcels have.
pub fn features_of_declaration<'d>(
    declaration: &'d Declaration<'_>,
    codes: &'d Codes,
    key: KeyPair,
    on: Date,
) -> Features<'d, impl Iterator<Item = Goods<'d>> + Clone> {
    Features {
        subject: "declaration",
        country_field: "origin",
        key,
        on,
        platform_code: "",
        buyer_id_number: "",
        goods: declaration.items.iter().map(move |it| Goods {
            commodity_code: &it.commodity_code,
            country: codes.numeric(Table::CountryAlpha, &it.origin).unwrap_or(&it.origin),
            name: &it.name,
            model: &it.model,
        }),
    }
}
