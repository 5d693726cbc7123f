//! Supplementary declarations (补充申报单) on the wire: within `DecMessage`, and apart from it in `DecSDMessage`, which
//! `DecSDImportResponse` answers.
//!
//! Source: 报关单系统补充申报导入数据接口 with its schema, and the newer table of its fields, whose lengths are longer:
//! the longer ones hold. Which fields a kind has is no matter of form. The signature is passed over.

use model::{Finding, Supplement, SupplementMessage, SupplementNumber, SupplementReturn};
use quick_xml::events::Event;

use super::{
    NAMESPACE,
    nodes::{faults, fill, indexed, say_too_many},
    tables::{FLAG, fields},
};
use crate::{
    documents::need,
    envelope::{Extent, Limits},
    format::Fault,
    general::General,
    read::Refusal,
    receipt::{NOTE_MAX, WireTime, cut, spaced},
    slots::{Slots, Taker, WideSlots},
    table::{Form::*, Row, Table},
    xml::{Putter, field, nest},
    zone,
};

/// The root element.
pub(crate) const ROOT: &str = "DecSDMessage";

/// As many as one declaration has.
pub(super) const MAX_SUPPLEMENTS: usize = 60;

fields! {
    /// 补充申报单.
    SUPPLEMENT, take_supplement, put_supplement:
    "DecSupplementList" is Supplement at "declaration.supplements" {
        number "GNo" must Count;
        kind "SupType" must OneOf(&["A", "B", "C"]);
        brand "BrandCN" may UpTo(75);
        brand_en "BrandEN" may UpTo(150);
        buyer.name "Buyer" may UpTo(225);
        buyer.contact "BuyerContact" may UpTo(75);
        buyer.address "BuyerAddr" may UpTo(400);
        buyer.telephone "BuyerTel" may UpTo(30);
        seller.name "Seller" may UpTo(225);
        seller.contact "SellerContact" may UpTo(75);
        seller.address "SellerAddr" may UpTo(400);
        seller.telephone "SellerTel" may UpTo(30);
        maker.name "Factory" may UpTo(225);
        maker.contact "FactoryContact" may UpTo(75);
        maker.address "FactoryAddr" may UpTo(400);
        maker.telephone "FactoryTel" may UpTo(30);
        contract_no "ContrNo" may UpTo(75);
        contracted_on "ContrDate" may UpTo(8);
        invoice_no "InvoiceNo" may UpTo(75);
        invoiced_on "InvoiceDate" may UpTo(8);
        relations "I_BabRel" may UpTo(30);
        price_influence "I_PriceEffect" may FLAG;
        price_close_to "I_PriceClose" may UpTo(30);
        is_restricted "I_OtherLimited" may FLAG;
        is_conditioned "I_OtherEffect" may FLAG;
        conditions "I_Note1" may UpTo(400);
        pays_royalties "I_IsUsefee" may FLAG;
        shares_proceeds "I_IsProfit" may FLAG;
        unsettled "I_Note2" may UpTo(600);
        currency "Curr" may Fixed(3);
        invoice.unit "InvoicePrice" may Number;
        invoice.total "InvoiceAmount" may Number;
        invoice.note "InvoiceNote" may UpTo(400);
        indirect.unit "GoodsPrice" may Number;
        indirect.total "GoodsAmount" may Number;
        indirect.note "GoodsNote" may UpTo(400);
        commission.unit "I_CommissionPrice" may Number;
        commission.total "I_CommissionAmount" may Number;
        commission.note "I_CommissionNote" may UpTo(400);
        containers.unit "I_ContainerPrice" may Number;
        containers.total "I_ContainerAmount" may Number;
        containers.note "I_ContainerNote" may UpTo(400);
        packing.unit "I_PackPrice" may Number;
        packing.total "I_PackAmount" may Number;
        packing.note "I_PackNote" may UpTo(400);
        parts.unit "I_PartPrice" may Number;
        parts.total "I_PartAmount" may Number;
        parts.note "I_PartNote" may UpTo(400);
        tools.unit "I_ToolPrice" may Number;
        tools.total "I_ToolAmount" may Number;
        tools.note "I_ToolNote" may UpTo(400);
        consumed.unit "I_LossPrice" may Number;
        consumed.total "I_LossAmount" may Number;
        consumed.note "I_LossNote" may UpTo(400);
        design.unit "I_DesignPrice" may Number;
        design.total "I_DesignAmount" may Number;
        design.note "I_DesignNote" may UpTo(400);
        royalties.unit "I_UsefeePrice" may Number;
        royalties.total "I_UsefeeAmount" may Number;
        royalties.note "I_UsefeeNote" may UpTo(400);
        proceeds.unit "I_ProfitPrice" may Number;
        proceeds.total "I_ProfitAmount" may Number;
        proceeds.note "I_ProfitNote" may UpTo(400);
        freight.unit "I_FeePrice" may Number;
        freight.total "I_FeeAmount" may Number;
        freight.note "I_FeeNote" may UpTo(400);
        handling.unit "I_OtherPrice" may Number;
        handling.total "I_OtherAmount" may Number;
        handling.note "I_OtherNote" may UpTo(400);
        insurance.unit "I_InsurPrice" may Number;
        insurance.total "I_InsurAmount" may Number;
        insurance.note "I_InsurNote" may UpTo(400);
        duty_deducted "E_IsDutyDel" may FLAG;
        other_name "GNameOther" may UpTo(400);
        code_abroad "CodeTsOther" may UpTo(15);
        has_ruling "IsClassDecision" may FLAG;
        ruling_no "DecisionNO" may UpTo(45);
        ruling_code "CodeTsDecision" may UpTo(15);
        ruling_customs "DecisionCus" may Fixed(4);
        was_sampled "IsSampleTest" may FLAG;
        explained "GOptions" may UpTo(32);
        transport_mode "TrafMode" may Fixed(1);
        is_direct "IsDirectTraf" may FLAG;
        transit_country "TransitCountry" may UpTo(20);
        arrival_customs "DestPort" may Fixed(4);
        declaring_customs "DeclPort" may Fixed(4);
        bill_no "BillNo" may UpTo(48);
        origin "OriginCountry" may Fixed(3);
        origin_mark "OriginMark" may UpTo(5);
        certificate_issuer "CertCountry" may UpTo(30);
        certificate_no "CertNO" may UpTo(45);
        origin_criterion "CertStandard" may UpTo(1);
        note "OtherNote" may UpTo(1500);
        is_secret "IsSecret" may FLAG;
        filer_type "AgentType" may OneOf(&["1", "2"]);
        filer_address "DeclAddr" may UpTo(255);
        filer_postcode "DeclPost" may UpTo(10);
        filer_telephone "DeclTel" may UpTo(30);
    }
}

fields! {
    /// 补充申报单签名.
    SIGN, take_sign, put_sign: "DecSupplementSign" is SupplementMessage at "supplement" {
        operation "OperType" may UpTo(1);
        operator_card "IcCardId" may UpTo(13);
        preliminary_no "ClientSeqNo" must Fixed(18);
        signed_at "SignDate" may UpTo(20);
        signature "SignData" may UpTo(1000);
    }
}

/// Supplementary declarations as they came, and what is wrong with their form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupplementReading<'a> {
    pub document: SupplementMessage<'a>,
    /// In the order of the fields; empty when the form is right.
    pub faults: Vec<Finding>,
    pub place: Extent,
}

/// Whether the root is that of supplementary declarations.
pub(crate) fn is_supplement(text: &str) -> bool {
    zone::root_of(text).is_some_and(|it| it == ROOT)
}

/// Reads supplementary declarations. `base` is how many bytes of the raw message come before `text`.
pub(crate) fn read<'a>(
    text: &'a str,
    base: usize,
    limits: &Limits,
) -> Result<SupplementReading<'a>, Box<Refusal>> {
    let mut general = General::new(text, base, limits);
    let mut reading = SupplementReading {
        document: SupplementMessage::default(),
        faults: Vec::new(),
        place: Extent { start: base, end: base + text.len() },
    };
    reading.message(&mut general).map_err(|it| it.of_root(ROOT, ""))?;
    Ok(reading)
}

impl<'a> SupplementReading<'a> {
    fn message(&mut self, general: &mut General<'a, '_>) -> Result<(), Box<Refusal>> {
        let (mut slots, mut sign): (WideSlots<'a>, Slots<'a>) = (Slots::new(), Slots::new());
        let mut is_signed = false;
        loop {
            match general.next()? {
                Event::Start(node) => match node.local_name().as_ref() {
                    ROOT | "DecSupplement" | "DecSupplementLists" => {}
                    "DecSupplementList" => self.line(general, &mut slots)?,
                    "DecSupplementSign" if !is_signed => {
                        is_signed = true;
                        let to = faults(&SIGN, &mut self.faults);
                        fill(general, &mut sign, to, |_, _| Ok(false))?;
                    }
                    _ => general.skip()?,
                },
                Event::Empty(_) if general.depth() == 0 => {
                    return Err(general.refuse(Fault::NoDocuments, "0"));
                }
                Event::End(_) if general.depth() == 0 => {
                    general.epilog()?;
                    break;
                }
                Event::Eof => return Err(general.unclosed()),
                _ => {}
            }
        }
        if self.document.lines.is_empty() && self.faults.is_empty() {
            return Err(general.refuse(Fault::NoDocuments, "0"));
        }
        let to = faults(&SIGN, &mut self.faults);
        take_sign(&mut Taker::new(&mut sign, to), &mut self.document);
        Ok(())
    }

    /// One, after its start.
    fn line(
        &mut self,
        general: &mut General<'a, '_>,
        slots: &mut WideSlots<'a>,
    ) -> Result<(), Box<Refusal>> {
        let index = self.document.lines.len();
        if index >= MAX_SUPPLEMENTS {
            say_too_many(SUPPLEMENT.pointer, MAX_SUPPLEMENTS, &mut self.faults);
            return general.skip();
        }
        let to = indexed(&SUPPLEMENT, Some(index), &mut self.faults);
        fill(general, slots, to, |_, _| Ok(false))?;
        if !slots.are_blank() {
            let mut it = Supplement::default();
            let to = indexed(&SUPPLEMENT, Some(index), &mut self.faults);
            take_supplement(&mut Taker::new(slots, to), &mut it);
            self.document.lines.push(it);
        }
        Ok(())
    }
}

/// Writes supplementary declarations as a client would send them.
pub fn write_supplement(document: &SupplementMessage<'_>, out: &mut Vec<u8>) {
    out.extend_from_slice(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<DecSDMessage xmlns=\"");
    out.extend_from_slice(NAMESPACE.as_bytes());
    out.extend_from_slice(b"\" version=\"1.0\">\n");
    nest("DecSupplement", out, |out| {
        for it in &document.lines {
            nest(SUPPLEMENT.element, out, |out| {
                put_supplement(it, &mut Putter::bare(&SUPPLEMENT, b"\n\t\t\t", out));
            });
        }
    });
    nest(SIGN.element, out, |out| put_sign(document, &mut Putter::bare(&SIGN, b"\n\t\t", out)));
    out.extend_from_slice(b"\n</DecSDMessage>\n");
}

/// The layout has no place for a time, so the words begin with it.
pub(crate) fn write_response(it: &SupplementReturn<'_>, at: &WireTime, out: &mut Vec<u8>) {
    let info = format!("{} {}", spaced(at.as_str()), it.info);
    out.extend_from_slice(b"<DecSDImportResponse xmlns=\"");
    out.extend_from_slice(NAMESPACE.as_bytes());
    out.extend_from_slice(b"\">");
    field("ResponseCode", if it.is_taken { "0" } else { "-1" }, out);
    field("ErrorMessage", cut(info.trim_end(), NOTE_MAX), out);
    field("ClientSeqNo", &it.preliminary_no, out);
    write_numbers(&it.numbers, out);
    out.extend_from_slice(b"</DecSDImportResponse>");
}

/// By which numbers they go.
pub(super) fn write_numbers(numbers: &[SupplementNumber<'_>], out: &mut Vec<u8>) {
    for it in numbers {
        nest("SupResult", out, |out| {
            field("PreSupId", &it.number, out);
            field("GNo", &it.line.to_string(), out);
            field("SupType", &it.kind, out);
        });
    }
}
