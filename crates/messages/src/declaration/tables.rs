//! The field tables of a goods declaration: the format family of its checks, one row a field.
//!
//! Source: 海关总署公告2018年第67号 and the client interface of the Single Window as it stands (4.8), read beside
//! the official samples of the forms before it: what those leave out when a declaration is only kept is not
//! wanted then (`TypistNo`, `InputerName`, `DeclareName`, `GoodsNo`). A field wanted for one direction alone is
//! no matter of form. What a summary declaration (概要申报) must have is `filed`, what only a whole or completed
//! one must have is `whole`. Misspelt names are the wire's.

use model::{
    AttachedDocument, Container, Declaration, Direction, GoodsItem, GoodsLimit, LicenceDocument,
    OriginLink, OtherPackage, OwnTax, OwnTaxDetail, Qualification, RequestedCertificate, Text,
    TwoStageRequest, UseContact, VehicleNumber,
};

use super::DeclarationHeader;
use crate::{
    documents::need,
    slots::Taker,
    table::{Form, Form::*, Row, Table},
    xml::Putter,
};

/// Yes or no.
pub(super) const FLAG: Form = OneOf(&["0", "1"]);
/// 运费, 保费, 杂费标记: rate, price of a unit, total.
const CHARGE_MARKS: Form = OneOf(&["1", "2", "3"]);

/// Declares the table of a node whose fields lie in a value, or in a value within it, together with
/// what takes and what puts them. Rows in `tail` are taken and put by functions of their own.
macro_rules! fields {
    (
        $(#[$doc:meta])*
        $table:ident, $take:ident, $put:ident:
        $element:literal is $type:ident at $pointer:literal {
            $($first:ident $(. $second:ident)? $wire:literal $need:ident $form:expr;)+
        }
        $(tail $take_tail:ident, $put_tail:ident {
            $($name:literal $tail_wire:literal $tail_need:ident $tail_form:expr;)+
        })?
    ) => {
        $(#[$doc])*
        pub(crate) static $table: Table = Table {
            element: $element,
            pointer: $pointer,
            rows: &[
                $(Row {
                    element: $wire,
                    name: concat!(stringify!($first) $(, ".", stringify!($second))?),
                    need: need!($need),
                    form: $form,
                },)+
                $($(Row {
                    element: $tail_wire,
                    name: $name,
                    need: need!($tail_need),
                    form: $tail_form,
                },)+)?
            ],
        };

        pub(crate) fn $take<'a>(take: &mut Taker<'_, 'a>, it: &mut $type<'a>) {
            $(it.$first $(.$second)? = take.next();)+
            $($take_tail(take, it);)?
        }

        pub(crate) fn $put(it: &$type<'_>, put: &mut Putter<'_>) {
            $(put.next(&it.$first $(.$second)?);)+
            $($put_tail(it, put);)?
        }
    };
}

pub(super) use fields;

fields! {
    /// 报关单表头.
    HEAD, take_head, put_head: "DecHead" is Declaration at "declaration" {
        preliminary_no "SeqNo" may UpTo(18);
        direction "IEFlag" must OneOf(&["I", "E"]);
        kind "Type" may UpTo(7);
        declarant.code "AgentCode" must UpTo(10);
        declarant.name "AgentName" must UpTo(100);
        approval_no "ApprNo" may UpTo(32);
        bill_no "BillNo" may UpTo(32);
        contract_no "ContrNo" may UpTo(32);
        declaring_customs "CustomMaster" must Fixed(4);
        levy_nature "CutMode" may Fixed(3);
        port_abroad "DistinatePort" whole UpTo(6);
        freight.currency "FeeCurr" may Fixed(3);
        freight.mark "FeeMark" may CHARGE_MARKS;
        freight.amount "FeeRate" may Number;
        gross_weight_kg "GrossWet" filed Number;
        moved_on "IEDate" may DayOrTime;
        port_customs "IEPort" filed Fixed(4);
        insurance.currency "InsurCurr" may Fixed(3);
        insurance.mark "InsurMark" may CHARGE_MARKS;
        insurance.amount "InsurRate" may Number;
        licence_no "LicenseNo" may UpTo(20);
        manual_no "ManualNo" may UpTo(12);
        net_weight_kg "NetWt" whole Number;
        note "NoteS" may UpTo(255);
        other_charges.currency "OtherCurr" may Fixed(3);
        other_charges.mark "OtherMark" may CHARGE_MARKS;
        other_charges.amount "OtherRate" may Number;
        owner.code "OwnerCode" may UpTo(18);
        owner.name "OwnerName" whole UpTo(100);
        packages "PackNo" whole Count;
        trader.code "TradeCode" filed UpTo(18);
        shipping_country "TradeCountry" whole Fixed(3);
        supervision_mode "TradeMode" filed Fixed(4);
        trader.name "TradeName" filed UpTo(100);
        transport_mode "TrafMode" filed Fixed(1);
        transport_name "TrafName" may UpTo(50);
        transaction_mode "TransMode" whole OneOf(&["1", "2", "3", "4", "5", "6", "7"]);
        packaging "WrapType" whole UpTo(2);
        declaration_no "EntryId" may UpTo(18);
        filing_mark "EdiId" whole Fixed(1);
        keyer.name "CopName" must UpTo(70);
        keyer.code "CopCode" must UpTo(9);
        entry_type "EntryType" filed OneOf(&["0", "L", "W", "D", "M"]);
        keyer_card "TypistNo" filed UpTo(30);
        keyer_name "InputerName" filed UpTo(32);
        related_document_no "TgdNo" may UpTo(18);
        transit_mark "DeclTrnRel" must FLAG;
        wants_guarantee "ChkSurety" may FLAG;
        bonded_list_type "BillType" may OneOf(&["1", "2", "3", "4"]);
        keyer.credit_code "CopCodeScc" may UpTo(18);
        owner.credit_code "OwnerCodeScc" whole UpTo(18);
        declarant.credit_code "AgentCodeScc" whole UpTo(18);
        trader.credit_code "TradeCoScc" whole UpTo(18);
        confirmations "PromiseItmes" must UpTo(32);
        trade_country "TradeAreaCode" must Fixed(3);
        examination_flow "CheckFlow" may FLAG;
        tax_mark "TaxAaminMark" may UpTo(1);
        marks "MarkNo" may UpTo(400);
        departure_port "DespPortCode" may UpTo(8);
        domestic_port "EntyPortCode" whole UpTo(8);
        storage_place "GoodsPlace" may UpTo(100);
        delivery_bill_no "BLNo" may UpTo(50);
        port_inspection "InspOrgCode" may UpTo(10);
        special_business "SpecDeclFlag" may UpTo(10);
        destination_customs "PurpOrgCode" may UpTo(10);
        departed_on "DespDate" may DayOrTime;
        unloaded_on "CmplDschrgDt" may DayOrTime;
        related_reason "CorrelationReasonFlag" may UpTo(2);
        certificate_office "VsaOrgCode" may UpTo(10);
        original_container "OrigBoxFlag" may FLAG;
        declarant_person "DeclareName" filed UpTo(50);
        inspection_office "OrgCode" may UpTo(10);
        party_abroad.name "OverseasConsignorCname" may UpTo(150);
        party_abroad.address "OverseasConsignorAddr" may UpTo(100);
        trader_name_en "DomesticConsigneeEname" may UpTo(400);
        related_no "CorrelationNo" may UpTo(500);
        trader.inspection_code "TradeCiqCode" may UpTo(10);
        owner.inspection_code "OwnerCiqCode" may UpTo(10);
        declarant.inspection_code "DeclCiqCode" may UpTo(10);
    }
    tail take_party_abroad, put_party_abroad {
        "party_abroad.code" "OverseasConsignorCode" may UpTo(50);
        "party_abroad.name_en" "OverseasConsignorEname" may UpTo(100);
        "party_abroad.code" "OverseasConsigneeCode" may UpTo(50);
        "party_abroad.name_en" "OverseasConsigneeEname" may UpTo(400);
    }
}

/// The consignor of an import, the consignee of an export; the other where only that is given.
fn take_party_abroad<'a>(take: &mut Taker<'_, 'a>, it: &mut Declaration<'a>) {
    let consignor: [Text<'a>; 2] = [take.next(), take.next()];
    let consignee: [Text<'a>; 2] = [take.next(), take.next()];
    let (wanted, other) = match it.direction {
        Direction::Import => (consignor, consignee),
        Direction::Export => (consignee, consignor),
    };
    let is_given = wanted.iter().any(|it| !it.is_empty());
    let [code, name_en] = if is_given { wanted } else { other };
    it.party_abroad.code = code;
    it.party_abroad.name_en = name_en;
}

fn put_party_abroad(it: &Declaration<'_>, put: &mut Putter<'_>) {
    let (party, none) = (&it.party_abroad, &Text::default());
    let (consignor, consignee) = match it.direction {
        Direction::Import => ([&party.code, &party.name_en], [none; 2]),
        Direction::Export => ([none; 2], [&party.code, &party.name_en]),
    };
    for text in consignor.into_iter().chain(consignee) {
        put.next(text);
    }
}

fields! {
    /// 自由文本.
    FREE_TEXT, take_free_text, put_free_text: "DecFreeTxt" is Declaration at "declaration" {
        related_declaration_no "RelId" may UpTo(18);
        related_manual_no "RelManNo" may UpTo(12);
        bonded_site "BonNo" may UpTo(32);
        voyage_no "VoyNo" may UpTo(32);
        yard "CusFie" may UpTo(8);
    }
}

fields! {
    /// 报关单签名.
    SIGN, take_sign, put_sign: "DecSign" is DeclarationHeader at "declaration" {
        operation "OperType" may OneOf(&["A", "B", "C", "D", "E", "G"]);
        operator_card "ICCode" may UpTo(13);
        sender_code "CopCode" may UpTo(18);
        operator_name "OperName" may UpTo(30);
        reference "ClientSeqNo" must UpTo(18);
        signature "Sign" may UpTo(1000);
        signed_at "SignDate" may UpTo(20);
        certificate_no "Certificate" may UpTo(20);
        list_no "BillSeqNo" may UpTo(18);
        note "Note" may UpTo(100);
    }
}

fields! {
    /// 报关单表体.
    ITEM, take_item, put_item: "DecList" is GoodsItem at "declaration.items" {
        commodity_code "CodeTS" must UpTo(10);
        manual_item "ContrItem" may Count;
        price "DeclPrice" whole Number;
        levy_mode "DutyMode" whole Fixed(1);
        model "GModel" whole UpTo(255);
        name "GName" filed UpTo(255);
        number "GNo" must Count;
        origin "OriginCountry" filed Fixed(3);
        currency "TradeCurr" filed Fixed(3);
        total_price "DeclTotal" filed Number;
        quantity "GQty" filed Number;
        quantity1 "FirstQty" whole Number;
        quantity2 "SecondQty" may Number;
        unit "GUnit" filed Fixed(3);
        unit1 "FirstUnit" whole Fixed(3);
        unit2 "SecondUnit" may Fixed(3);
        use_to "UseTo" may UpTo(2);
        processing_fee "WorkUsd" may Number;
        goods_no "ExgNo" may UpTo(30);
        version_no "ExgVersion" may UpTo(8);
        destination "DestinationCountry" must Fixed(3);
        inspection_code "CiqCode" may UpTo(20);
        name_en "DeclGoodsEname" may UpTo(100);
        origin_region "OrigPlaceCode" may UpTo(50);
        purpose "Purpose" may UpTo(4);
        valid_until "ProdValidDt" may UpTo(20);
        shelf_life "ProdQgp" may UpTo(20);
        attributes "GoodsAttr" may UpTo(20);
        ingredients "Stuff" may UpTo(400);
        un_code "Uncode" may UpTo(20);
        danger_name "DangName" may UpTo(80);
        danger_class "DangPackType" may UpTo(4);
        danger_spec "DangPackSpec" may UpTo(24);
        maker_abroad "EngManEntCnm" may UpTo(100);
        not_dangerous "NoDangFlag" may FLAG;
        division "DestCode" may UpTo(8);
        inspection_spec "GoodsSpec" may UpTo(2000);
        inspection_model "GoodsModel" may UpTo(2000);
        brand "GoodsBrand" may UpTo(2000);
        made_on "ProduceDate" may UpTo(2000);
        batch_no "ProdBatchNo" may UpTo(2000);
        district "DistrictCode" whole UpTo(5);
        inspection_name "CiqName" may UpTo(50);
        maker_no "MnufctrRegNo" may UpTo(20);
        maker_name "MnufctrRegName" may UpTo(150);
        preferential_origin "RcepOrigPlaceCode" may Fixed(3);
        control_code "ControlExplainCode" may UpTo(4);
    }
}

fields! {
    /// 产品资质, within its line.
    LIMIT, take_limit, put_limit: "DecGoodsLimit" is GoodsLimit at "limits" {
        kind "LicTypeCode" whole UpTo(5);
        number "LicenceNo" whole UpTo(40);
        detail_no "LicWrtofDetailNo" may UpTo(4);
        quantity "LicWrtofQty" may UpTo(20);
        unit "LicWrtofQtyUnit" may Fixed(3);
    }
}

fields! {
    /// VIN信息, within its licence.
    VEHICLE, take_vehicle, put_vehicle: "DecGoodsLimitVin" is VehicleNumber at "vins" {
        number "VinNo" may UpTo(100);
        billed_on "BillLadDate" may UpTo(20);
        warranty "QualityQgp" may UpTo(100);
        motor_no "MotorNo" may UpTo(100);
        vin "VinCode" may UpTo(20);
        chassis_no "ChassisNo" may UpTo(20);
        invoiced "InvoiceNum" may Number;
        name_zh "ProdCnnm" may UpTo(500);
        name_en "ProdEnnm" may UpTo(500);
        model_en "ModelEn" may UpTo(500);
        price "PricePerUnit" may UpTo(20);
        invoice_no "InvoiceNo" may UpTo(30);
    }
}

fields! {
    /// 集装箱.
    CONTAINER, take_container, put_container:
    "Container" is Container at "declaration.containers" {
        number "ContainerId" must UpTo(32);
        spec "ContainerMd" must UpTo(32);
        goods_lines "GoodsNo" filed UpTo(255);
        is_shared "LclFlag" may FLAG;
        goods_weight_kg "GoodsContaWt" may Number;
        own_weight_kg "ContainerWt" may Number;
    }
}

fields! {
    /// 随附单证.
    DOCUMENT, take_document, put_document:
    "LicenseDocu" is LicenceDocument at "declaration.documents" {
        kind "DocuCode" must Fixed(1);
        number "CertCode" must UpTo(32);
    }
}

fields! {
    /// 随附单据.
    ATTACHMENT, take_attachment, put_attachment:
    "EdocRealation" is AttachedDocument at "declaration.attachments" {
        id "EdocID" must UpTo(64);
        kind "EdocCode" must Fixed(8);
        format "EdocFomatType" must OneOf(&["US", "S"]);
        note "OpNote" may UpTo(255);
        file_name "EdocCopId" may UpTo(64);
        owner_code "EdocOwnerCode" may UpTo(10);
        signer_code "SignUnit" may UpTo(10);
        signed_at "SignTime" may UpTo(17);
        owner_name "EdocOwnerName" may UpTo(100);
        size "EdocSize" may UpTo(12);
    }
}

fields! {
    /// 随附单证对应关系.
    ORIGIN_LINK, take_origin_link, put_origin_link:
    "EcoRelation" is OriginLink at "declaration.origin_links" {
        kind "CertType" must UpTo(3);
        document_no "EcoCertNo" must UpTo(64);
        item "DecGNo" must Count;
        document_item "EcoGNo" must UpTo(9);
    }
}

fields! {
    /// 申请单证.
    REQUESTED_CERTIFICATE, take_requested_certificate, put_requested_certificate:
    "DecRequestCert" is RequestedCertificate at "declaration.requested_certificates" {
        kind "AppCertCode" must UpTo(50);
        originals "ApplOri" may UpTo(50);
        copies "ApplCopyQuan" may UpTo(50);
    }
}

fields! {
    /// 其他包装.
    OTHER_PACKAGE, take_other_package, put_other_package:
    "DecOtherPack" is OtherPackage at "declaration.other_packages" {
        quantity "PackQty" may Number;
        kind "PackType" whole UpTo(2);
    }
}

fields! {
    /// 企业资质.
    QUALIFICATION, take_qualification, put_qualification:
    "DecCopLimit" is Qualification at "declaration.qualifications" {
        number "EntQualifNo" may UpTo(40);
        kind "EntQualifTypeCode" whole UpTo(5);
    }
}

fields! {
    /// 使用单位联系人.
    USE_CONTACT, take_use_contact, put_use_contact:
    "DecUser" is UseContact at "declaration.use_contacts" {
        person "UseOrgPersonCode" may UpTo(20);
        telephone "UseOrgPersonTel" may UpTo(20);
    }
}

/// A promise while it is read.
#[derive(Default)]
pub(crate) struct Promise<'a> {
    pub(crate) material: Text<'a>,
}

fields! {
    /// 企业承诺.
    PROMISE, take_promise, put_promise: "DecCopPromise" is Promise at "declaration.promises" {
        material "DeclaratioMaterialCode" whole UpTo(10);
    }
}

fields! {
    /// 两段准入申请.
    TWO_STAGE, take_two_stage, put_two_stage:
    "DecTpAccess" is TwoStageRequest at "declaration.two_stage" {
        wants_transfer "TransitionApply" may FLAG;
        transfer_site "TransitionSite" may UpTo(11);
        wants_conditional_release "ConditionalLiftoffApply" may FLAG;
        wants_merged_examination "PortDestMergeCheckApply" may FLAG;
    }
}

fields! {
    /// 自报信息表头.
    OWN_TAX, take_own_tax, put_own_tax: "SddTaxHead" is OwnTax at "declaration.own_tax" {
        number "SddNo" may UpTo(18);
        liability "LegalLiability" whole UpTo(255);
        service_no "TAX_NO" may UpTo(18);
    }
}

fields! {
    /// 税费计征结果.
    OWN_TAX_DETAIL, take_own_tax_detail, put_own_tax_detail:
    "SddTaxDetail" is OwnTaxDetail at "declaration.own_tax.details" {
        item "GNo" must Count;
        kind "TaxType" must Fixed(1);
        amount "RealTax" must Number;
    }
}

/// The name under which some clients send a field.
pub(crate) fn other_name(element: &str) -> Option<&'static str> {
    match element {
        "TradeCodeScc" => Some("TradeCoScc"),
        "CiqEntyPortCode" => Some("EntyPortCode"),
        "AgentCiqCode" => Some("DeclCiqCode"),
        _ => None,
    }
}
