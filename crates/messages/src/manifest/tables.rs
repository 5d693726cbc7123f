//! The field tables of road manifests (公路舱单报文V1.0): one row a field, an element within elements as a path.
//!
//! Source: the schemas of the messages and the texts beside them. A batch's mode of transport is the message
//! code of roads (`3`), which declarations write `4`. What customs does not compare or act on (freight terms,
//! telephones, drivers' health) is read over.

use crate::table::{Form, Form::*, Need, Row, Table};

macro_rules! table {
    ($(#[$doc:meta])* $name:ident: $element:literal at $pointer:literal {
        $($field:literal $wire:literal $need:ident $form:expr;)+
    }) => {
        $(#[$doc])*
        pub(crate) static $name: Table = Table {
            element: $element,
            pointer: $pointer,
            rows: &[$(Row { element: $wire, name: $field, need: Need::$need, form: $form },)+],
        };
    };
}

/// Of roads, in the messages of manifests.
const ROAD: Form = OneOf(&["3"]);
/// New, of manifests themselves; new, of reports; change; delete.
const FUNCTIONS: Form = OneOf(&["9", "2", "5", "3"]);

table! {
    /// 报文头.
    HEAD: "Head" at "road_head" {
        "message_id" "MessageID" Must UpTo(64);
        "function" "FunctionCode" Must FUNCTIONS;
        "message_type" "MessageType" Must UpTo(6);
        "sender_id" "SenderID" Must UpTo(64);
        "sent_at" "SendTime" Must Fixed(17);
    }
}

table! {
    /// 原始舱单, 预配舱单: of the batch.
    BATCH: "Declaration" at "road" {
        "port_customs" "DeclarationOfficeID" Must Fixed(4);
        "manifest_no" "ID" Must UpTo(35);
        "transport_mode" "BorderTransportMeans/TypeCode" Must ROAD;
        "loading_at" "LoadingLocation/LoadingDateTime" May Stamp;
        "arrival_at" "UnloadingLocation/ArrivalDateTime" May Stamp;
        "transmitter" "RepresentativePerson/Name" Must UpTo(70);
    }
}

table! {
    /// 提（运）单.
    BILL: "Consignment" at "road.consignments" {
        "packages" "TotalPackageQuantity" Must Count;
        "consignee" "Consignee/Name" Must UpTo(70);
        "consignor" "Consignor/Name" Must UpTo(70);
        "gross_weight_kg" "GovernmentAgencyGoodsItem/GoodsMeasure/GrossMassMeasure" Must Number;
        "procedure" "GovernmentProcedure/CurrentCode" Must Fixed(4);
        "bill_no" "TransportContractDocument/ID" Must UpTo(35);
    }
}

table! {
    /// A bill with what changes of it.
    CHANGED: "Consignment" at "road.consignments" {
        "packages" "TotalPackageQuantity" May Count;
        "consignee" "Consignee/Name" May UpTo(70);
        "consignor" "Consignor/Name" May UpTo(70);
        "gross_weight_kg" "GovernmentAgencyGoodsItem/GoodsMeasure/GrossMassMeasure" May Number;
        "procedure" "GovernmentProcedure/CurrentCode" May Fixed(4);
        "bill_no" "TransportContractDocument/ID" Must UpTo(35);
    }
}

table! {
    /// A bill that is only named: to be deleted.
    NAMED: "Consignment" at "road.consignments" {
        "bill_no" "TransportContractDocument/ID" Must UpTo(35);
    }
}

table! {
    /// 商品项.
    GOODS: "ConsignmentItem" at "road.consignments.goods" {
        "goods" "Commodity/CargoDescription" Must UpTo(256);
    }
}

table! {
    /// 集装箱（器）.
    CONTAINER: "TransportEquipment" at "road.consignments.containers" {
        "number" "ID" Must UpTo(17);
        "seal" "SealID" May UpTo(35);
    }
}

table! {
    /// 运抵, 理货, 落货: of the batch.
    REPORT: "Declaration" at "road" {
        "port_customs" "DeclarationOfficeID" Must Fixed(4);
        "manifest_no" "ID" Must UpTo(35);
        "transport_mode" "BorderTransportMeans/TypeCode" Must ROAD;
        "arrived_at" "UnloadingLocation/ArrivalDate" May Stamp;
        "unloading_site" "UnloadingLocation/ID" May UpTo(17);
        "loading_site" "LoadingLocation/ID" May UpTo(17);
        "tallied_at" "Control/InspectionEndDateTime" May Stamp;
        "reporter_code" "Submitter/ID" May UpTo(17);
    }
}

table! {
    /// A bill with what was counted of it.
    COUNTED: "Consignment" at "road.consignments" {
        "packages" "TotalPackageQuantity" May Count;
        "gross_weight_kg" "GovernmentAgencyGoodsItem/GoodsMeasure/GrossMassMeasure" May Number;
        "bill_no" "TransportContractDocument/ID" Must UpTo(35);
    }
}

table! {
    /// 落货改配: from which batch to which.
    MOVE: "Declaration" at "road" {
        "port_customs" "DeclarationOfficeID" Must Fixed(4);
        "to_manifest_no" "ID" Must UpTo(35);
        "manifest_no" "AdditionalDocument/ID" Must UpTo(35);
    }
}

table! {
    /// A bill that goes over to another batch, perhaps under another number.
    MOVED: "Consignment" at "road.consignments" {
        "bill_no" "AdditionalDocument/ID" Must UpTo(35);
        "to_bill_no" "TransportContractDocument/ID" May UpTo(35);
    }
}

table! {
    /// 承运确报: of the batch.
    VEHICLES: "Declaration" at "road" {
        "port_customs" "DeclarationOfficeID" Must Fixed(4);
        "manifest_no" "ID" Must UpTo(35);
    }
}

table! {
    /// A vehicle that carries the batch.
    VEHICLE: "Consignment" at "road.vehicles" {
        "due_at" "BorderTransportMeans/ArrivalDateTime" Must Stamp;
        "code" "BorderTransportMeans/ID" Must UpTo(17);
        "plate" "BorderTransportMeans/Name" Must UpTo(35);
        "transport_mode" "BorderTransportMeans/TypeCode" Must ROAD;
    }
}

table! {
    /// 邮箱信息. The names of who sends it are wanted by the text, and empty in its samples.
    ARRIVAL_SENDER: "post_info" at "arrival.sender" {
        "mailbox" "POST_APPID" Must UpTo(18);
        "unit" "UNIT_CODE" Must UpTo(18);
    }
}

table! {
    /// 运抵报告表头.
    ARRIVAL_SHIP: "arrival_ship" at "arrival" {
        "transport_no" "SHIP_ID" Must UpTo(32);
        "manifest_no" "MANIFEST_NO" May UpTo(18);
        "transport_name" "SHIP_NAME_EN" Must UpTo(255);
        "voyage_no" "VOYAGE_NO" Must UpTo(32);
        "port_customs" "CUSTOMS_CODE" Must Fixed(4);
        "transport_mode" "TRAF_MODE" Must OneOf(&["2"]);
        "moved_on" "I_E_DATE" Must UpTo(19);
        "operation" "OP_MODE" Must OneOf(&["ADD", "MOD", "DEL"]);
    }
}

table! {
    /// 集装箱.
    ARRIVAL_CONTAINER: "arrival_conta" at "arrival.containers" {
        "number" "CONTA_ID" Must UpTo(32);
        "bill_no" "BILL_NO" Must UpTo(32);
        "gross_weight_kg" "TOTAL_CARGO" Must UpTo(20);
        "packages" "TOTAL_PACK_NO" Must UpTo(20);
        "is_in" "IN_PORT_FLAG" Must OneOf(&["Y", "N"]);
        "site" "IN_PORT_ADDR" May UpTo(32);
        "in_at" "IN_PORT_DATE" Must UpTo(19);
    }
}
