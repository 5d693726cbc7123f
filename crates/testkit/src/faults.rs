//! The faults that can be planted in a parcel, and what the house must answer to each.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Where a parcel stands when all its documents have come and no time-out has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// On its way to release: nothing was found. A random selection may still look at it.
    Released,
    /// The list was returned (100).
    Rejected,
    /// The list waits for a partner that never comes, or that was itself returned.
    Waiting,
    /// The list could not be read and was answered by a format receipt (900).
    Refused,
    /// The list was cancelled before release.
    Withdrawn,
    /// The list was released, and its goods have not left.
    LeftBehind,
    /// Its goods left the country.
    Departed,
}

impl Outcome {
    pub const ALL: [Outcome; 7] = [
        Outcome::Released,
        Outcome::Rejected,
        Outcome::Waiting,
        Outcome::Refused,
        Outcome::Withdrawn,
        Outcome::LeftBehind,
        Outcome::Departed,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Outcome::Released => "released",
            Outcome::Rejected => "rejected",
            Outcome::Waiting => "waiting",
            Outcome::Refused => "refused",
            Outcome::Withdrawn => "withdrawn",
            Outcome::LeftBehind => "left_behind",
            Outcome::Departed => "departed",
        }
    }
}

/// The truth about a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FaultInfo {
    /// Stable for ever.
    pub name: &'static str,
    /// Every code that the house must find on the parcel's documents, and no other.
    pub codes: &'static [&'static str],
    pub outcome: Outcome,
}

macro_rules! faults {
    ($($group:ident {
        $($(#[$doc:meta])* $variant:ident $name:literal [$($code:literal),*] $outcome:ident;)+
    })+) => {
        /// A fault that a parcel was given.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Fault {
            $($($(#[$doc])* $variant,)+)+
        }

        impl Fault {
            $(pub const $group: &'static [Fault] = &[$(Fault::$variant,)+];)+

            pub const fn info(self) -> FaultInfo {
                match self {
                    $($(Fault::$variant => FaultInfo {
                        name: $name,
                        codes: &[$($code),*],
                        outcome: Outcome::$outcome,
                    },)+)+
                }
            }
        }
    };
}

faults! {
    IN_PAPERS {
        /// More was paid than the order says.
        PaymentAmount "payment_amount" ["PAY-2332"] Rejected;
        /// The order names another payment company.
        PaymentCompany "payment_company" ["PAY-2335"] Rejected;
        /// The order names another transaction.
        Transaction "transaction" ["PAY-2336"] Rejected;
        /// The payer is not the buyer.
        PayerName "payer_name" ["PAY-2337"] Rejected;
        PayerIdentity "payer_identity" ["PAY-2338"] Rejected;
        /// The list's buyer is not the order's.
        BuyerName "buyer_name" ["INV-2127"] Rejected;
        BuyerTelephone "buyer_telephone" ["INV-2126"] Rejected;
        BuyerIdentity "buyer_identity" ["INV-2128"] Rejected;
        /// A stranger's list rides on somebody else's order.
        StrangersList "strangers_list" ["INV-2126", "INV-2127", "INV-2128"] Rejected;
        /// The list names another seller than the order.
        Seller "seller" ["INV-2346"] Rejected;
        /// The list leaves out the order's last item.
        ItemCount "item_count" ["INV-2320"] Rejected;
        ItemName "item_name" ["INV-2322"] Rejected;
        /// One more than ordered, and its price with it.
        ItemQuantity "item_quantity" ["INV-2323", "INV-2325"] Rejected;
        /// One more of a gift, which changes no price.
        GiftQuantity "gift_quantity" ["INV-2323"] Rejected;
        ItemPrice "item_price" ["INV-2324", "INV-2325"] Rejected;
        /// Order and list agree on a total that is not price × quantity.
        LineTotal "line_total" ["INV-5005", "ORD-5005"] Rejected;
        /// The waybill belongs to another order.
        WaybillOrder "waybill_order" ["WAY-2343"] Rejected;
        /// The waybill goes to somebody else.
        ConsigneeName "consignee_name" ["WAY-2340"] Rejected;
        ConsigneeTelephone "consignee_telephone" ["WAY-2341"] Rejected;
        ConsigneeAddress "consignee_address" ["WAY-2342"] Rejected;
        Freight "freight" ["INV-2344"] Rejected;
        Insurance "insurance" ["INV-2345"] Rejected;
        /// The amounts of the order do not add up to what was paid.
        OrderArithmetic "order_arithmetic" ["MIS-2001", "ORD-5002"] Waiting;
        /// The items do not add up to the value of the goods.
        GoodsValue "goods_value" ["MIS-2001", "ORD-5004"] Waiting;
        NegativePrice "negative_price" ["MIS-2001", "ORD-5017"] Waiting;
        OrderCurrency "order_currency" ["MIS-2001", "ORD-3001"] Waiting;
        /// The goods weigh more without their packing than with it.
        NetWeight "net_weight" ["INV-5012"] Rejected;
        /// The guarantor has nothing to do with the list.
        Guarantor "guarantor" ["INV-4002"] Rejected;
        CommodityCode "commodity_code" ["INV-3013"] Rejected;
        StatutoryUnit "statutory_unit" ["INV-3015"] Rejected;
        /// The buyer's identity number has a wrong check digit, wherever it stands.
        IdentityNumber "identity_number" ["INV-3003", "ORD-3003", "PAY-3003"] Rejected;
        /// Paid through a company that customs does not know.
        UnregisteredPayment "unregistered_payment" ["MIS-2002", "REG-4001"] Waiting;
        PaymentMissing "payment_missing" ["MIS-2002"] Waiting;
        WaybillMissing "waybill_missing" ["MIS-2003"] Waiting;
        OrderMissing "order_missing" ["MIS-2001"] Waiting;
        /// Several articles over the single limit.
        SingleLimit "single_limit" ["INV-6305"] Rejected;
        /// One indivisible article over the single limit: not a fault, taxed in full.
        Indivisible "indivisible" [] Released;
        /// One indivisible article beyond a whole year's limit.
        AnnualLimitAtOnce "annual_limit_at_once" ["INV-6313"] Rejected;
        /// The first of two purchases of one buyer, within the annual limit.
        AnnualLimitFirst "annual_limit_first" [] Released;
        /// The second, which exceeds it.
        AnnualLimitSecond "annual_limit_second" ["INV-6313"] Rejected;
        /// Direct purchase without a flight or voyage.
        NoVoyage "no_voyage" ["INV-1311"] Rejected;
        /// Bonded import without an account book.
        NoAccountBook "no_account_book" ["INV-1313"] Rejected;
        /// The list draws on a book that customs does not know.
        BookUnknown "book_unknown" ["INV-3022"] Rejected;
        /// A record number that the book does not have.
        RecordUnknown "record_unknown" ["INV-3023"] Rejected;
        /// A name longer than its field.
        TooLong "too_long" ["FMT-1102"] Refused;
        /// A mandatory field is empty.
        Missing "missing_field" ["FMT-1101"] Refused;
        /// Letters where a number should be.
        NotANumber "not_a_number" ["FMT-1104"] Refused;
        /// A second, different order under the number of the first, which stands.
        DuplicateOrder "duplicate_order" ["ORD-7010"] Released;
    }
    IN_EXPORTS {
        /// More money came than the order costs.
        ExportMoneyAmount "export_money_amount" ["EXP-2004"] Rejected;
        ExportMoneyCurrency "export_money_currency" ["EXP-2005"] Rejected;
        /// Another seller got the money.
        ExportMoneySeller "export_money_seller" ["EXP-2003"] Rejected;
        /// The list names another seller than order, receipt of money and waybill.
        ExportSeller "export_seller" ["EXP-2002", "EXP-2003", "EXP-2015"] Rejected;
        /// An order between businesses under a supervision mode of retail.
        ExportOrderType "export_order_type" ["EXP-2006"] Rejected;
        /// The list leaves out the order's last item.
        ExportItemCount "export_item_count" ["EXP-2007"] Rejected;
        ExportItemName "export_item_name" ["EXP-2008"] Rejected;
        /// One more than ordered, and its price with it.
        ExportItemQuantity "export_item_quantity" ["EXP-2009", "EXP-2010"] Rejected;
        ExportItemPrice "export_item_price" ["EXP-2010"] Rejected;
        ExportItemCurrency "export_item_currency" ["EXP-2011"] Rejected;
        ExportFreight "export_freight" ["EXP-2012"] Rejected;
        ExportInsurance "export_insurance" ["EXP-2012"] Rejected;
        ExportGrossWeight "export_gross_weight" ["EXP-2013"] Rejected;
        ExportPackages "export_packages" ["EXP-2014"] Rejected;
        /// The waybill names another seller.
        ExportWaybillSeller "export_waybill_seller" ["EXP-2015"] Rejected;
        /// Order and list agree on a total that is not price × quantity.
        ExportLineTotal "export_line_total" ["EXP-5003"] Rejected;
        /// The items do not add up to the value of the goods.
        ExportGoodsValue "export_goods_value" ["EXP-2101", "EXP-5004"] Waiting;
        ExportNegativePrice "export_negative_price" ["EXP-2101", "EXP-5002"] Waiting;
        ExportOrderCurrency "export_order_currency" ["EXP-2101", "EXP-3005"] Waiting;
        /// Two lines of the order have one number.
        ExportLineNumber "export_line_number" ["EXP-1302", "EXP-2101"] Waiting;
        /// A waybill of a parcel that weighs nothing.
        ExportNoWeight "export_no_weight" ["EXP-2103", "EXP-5001"] Waiting;
        ExportNetWeight "export_net_weight" ["EXP-5005"] Rejected;
        /// The goods stay at home.
        ExportCountry "export_country" ["EXP-3007"] Rejected;
        ExportFlag "export_flag" ["EXP-3002"] Rejected;
        ExportStatistics "export_statistics" ["EXP-3003"] Rejected;
        ExportFreightMark "export_freight_mark" ["EXP-3004"] Rejected;
        ExportTransport "export_transport" ["EXP-3008"] Rejected;
        ExportOffice "export_office" ["EXP-3009"] Rejected;
        ExportPackaging "export_packaging" ["EXP-3010"] Rejected;
        ExportCommodityCode "export_commodity_code" ["EXP-3011"] Rejected;
        ExportStatutoryUnit "export_statutory_unit" ["EXP-3013"] Rejected;
        /// A second quantity without its unit.
        ExportSecondUnit "export_second_unit" ["EXP-3014"] Rejected;
        ExportMode "export_mode" ["EXP-3101"] Rejected;
        /// From a zone, without its account book.
        ExportNoBook "export_no_book" ["EXP-3103"] Rejected;
        /// An account book of goods that come from no zone.
        ExportBookOutside "export_book_outside" ["EXP-3104"] Rejected;
        /// Goods that need a licence in a simplified list.
        ExportLicence "export_licence" ["EXP-4001"] Rejected;
        /// Goods that bear export duty in a simplified list.
        ExportDuty "export_duty" ["EXP-4002"] Rejected;
        ExportMoneyMissing "export_money_missing" ["EXP-2102"] Waiting;
        ExportWaybillMissing "export_waybill_missing" ["EXP-2103"] Waiting;
        ExportOrderMissing "export_order_missing" ["EXP-2101"] Waiting;
        /// A name longer than its field.
        ExportTooLong "export_too_long" ["FMT-1102"] Refused;
        /// A mandatory field is empty.
        ExportMissing "export_missing_field" ["FMT-1101"] Refused;
        /// Letters where a number should be.
        ExportNotANumber "export_not_a_number" ["FMT-1104"] Refused;
        /// A second, different order under the number of the first, which stands.
        ExportDuplicateOrder "export_duplicate_order" ["EXP-7001"] Departed;
    }
    IN_DEPARTURES {
        /// Short-loaded (短装): what its flight reports as left leaves it out.
        ExportShortLoaded "export_short_loaded" [] LeftBehind;
        /// It leaves with its flight, and with another.
        ExportLeftTwice "export_left_twice" ["EXP-2203"] Departed;
        /// It is said to leave under a bill that is not its list's.
        ExportOtherBill "export_other_bill" ["EXP-2204"] LeftBehind;
        /// Nothing came of its money, and it is loaded all the same.
        ExportLeftUnreleased "export_left_unreleased" ["EXP-2102", "EXP-2202"] Waiting;
    }
    LATER {
        /// Not a fault: cancelled before its goods came in.
        Cancelled "cancelled" [] Withdrawn;
        /// Cancelled when it was released.
        CancelAfterRelease "cancel_after_release" ["CAN-7005"] Released;
        /// One more is returned than was bought.
        ReturnTooMuch "return_too_much" ["RET-5001"] Released;
        /// All is returned twice.
        ReturnTwice "return_twice" ["RET-7003"] Released;
        /// The return period is over.
        ReturnLate "return_late" ["RET-7002"] Released;
        /// Somebody who is not the buyer returns the goods of the buyer's list.
        ReturnOfAnother "return_of_another" ["RET-2105"] Released;
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.info().name)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique_and_codes_sorted() {
        let all = || Fault::IN_PAPERS.iter().chain(Fault::IN_EXPORTS).chain(Fault::LATER);
        let names: BTreeSet<&str> = all().map(|it| it.info().name).collect();
        assert_eq!(names.len(), all().count());
        for fault in all() {
            assert!(fault.info().codes.is_sorted(), "{fault}");
            let is_harmless =
                matches!(fault, Fault::Indivisible | Fault::AnnualLimitFirst | Fault::Cancelled);
            assert_eq!(fault.info().codes.is_empty(), is_harmless, "{fault}");
        }
    }
}
