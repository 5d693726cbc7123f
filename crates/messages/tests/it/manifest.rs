//! Manifests: our own JSON, the messages of road manifests, and their receipt.

use std::{fs, process::Command};

use expect_test::expect;
use messages::{Limits, ManifestReading, Message, WireTime, read, write_message, write_receipt};
use model::{
    Direction, ManifestFunction, ManifestMessage, ManifestReport, ManifestReturn,
    ManifestStatement, Moment, ReceiptBody, ReceiptKind, ReportKind,
};

use crate::shared::{ROAD_MANIFEST, official, refused};

#[track_caller]
fn reading(raw: &str) -> ManifestReading<'_> {
    match read(raw.as_bytes(), &Limits::default()) {
        Ok(Message::Manifest(reading)) => *reading,
        other => panic!("no manifest: {other:?}"),
    }
}

#[track_caller]
fn report(raw: &str) -> ManifestReport<'_> {
    let reading = reading(raw);
    assert_eq!(reading.faults, []);
    match reading.message {
        ManifestMessage::ManifestReport { report } => report,
        ManifestMessage::Manifest { .. } => panic!("a manifest"),
    }
}

fn message(message_type: &str, function: u8, body: &str) -> String {
    format!(
        "<Manifest xmlns=\"urn:Declaration:datamodel:standard:CN:{message_type}:1\"><Head>\
         <MessageID>C_1</MessageID><FunctionCode>{function}</FunctionCode>\
         <MessageType>{message_type}</MessageType>\
         <SenderID>5345MA2850283_DXPESW0000000007</SenderID><ReceiverID>EPORT</ReceiverID>\
         <SendTime>20261121070000000</SendTime><Version>1.0</Version></Head>\
         <Declaration><DeclarationOfficeID>5345</DeclarationOfficeID>{body}</Declaration></Manifest>"
    )
}

const ROAD: &str = "<BorderTransportMeans><TypeCode>3</TypeCode></BorderTransportMeans>";

#[test]
fn a_road_manifest_in_our_own_names() {
    let reading = reading(ROAD_MANIFEST);
    assert_eq!(reading.faults, []);
    assert_eq!(reading.header.message_id, "CARRIER_MT1401_2026112107000000001");
    assert_eq!(reading.header.sender_id, "5345MA2850283_DXPESW0000000007");
    expect![[r#"
        {
          "tongguan": "manifest",
          "function": "new",
          "manifest": {
            "manifest_no": "MA28502831A01",
            "direction": "import",
            "transport_mode": "4",
            "transport_name": "",
            "voyage_no": "MA28502831A01",
            "port_customs": "5345",
            "transmitter_code": "",
            "ship": "unsaid",
            "loading_at": "2026-11-21T06:00:00.000+08:00",
            "departure_at": null,
            "arrival_at": "2026-11-21T09:30:00.000+08:00",
            "consignments": [
              {
                "bill_no": "EXRD26112101",
                "house_bill_no": "",
                "packages": 5,
                "packaging": "",
                "gross_weight_kg": "33.50",
                "goods": "温控开关；连接线",
                "containers": [
                  {
                    "number": "TGSU4566173",
                    "seals": []
                  }
                ],
                "loading_port": "",
                "unloading_port": "",
                "consignor": "EXAMPLE HARBOUR LTD",
                "consignee": "深圳清和示例贸易有限公司"
              }
            ]
          }
        }"#]]
    .assert_eq(&serde_json::to_string_pretty(&reading.message).unwrap());
    let own = serde_json::to_string(&reading.message).unwrap();
    let Ok(Message::Manifest(again)) = read(own.as_bytes(), &Limits::default()) else {
        panic!("our own JSON is read back");
    };
    assert_eq!(again.message, reading.message);
}

#[test]
fn faults_of_form_are_all_named() {
    let faulty = ROAD_MANIFEST
        .replacen("<TypeCode>3<", "<TypeCode>2<", 1)
        .replacen("unitCode=\"KGM\">33.5<", "unitCode=\"LBR\">many<", 1)
        .replacen("<ID>EXRD26112101</ID>", "", 1)
        .replacen("20261121093000", "20261321093000", 1)
        .replacen("<Name>深圳清和示例运输有限公司</Name>", "<Name/>", 1);
    let faults: Vec<String> = reading(&faulty)
        .faults
        .iter()
        .map(|it| format!("{} {} {:?} {:?}", it.code, it.pointer, it.observed, it.expected))
        .collect();
    expect![[r#"
        FMT-1108 road.transport_mode "2" "3"
        FMT-1107 road.arrival_at "20261321093000" "yyyymmddhhmmss"
        FMT-1101 road.transmitter "" "C..70"
        FMT-1108 road.consignments[0].gross_weight_kg "LBR" "KGM"
        FMT-1104 road.consignments[0].gross_weight_kg "many" "N19,5"
        FMT-1101 road.consignments[0].bill_no "" "C..35""#]]
    .assert_eq(&faults.join("\n"));
    let path = messages::wire_path("road.consignments[0].bill_no");
    assert_eq!(path.as_deref(), Some("Consignment[1].TransportContractDocument/ID"));
}

#[test]
fn a_deletion_names_its_bills_and_nothing_more() {
    let body = format!(
        "<ID>B1</ID>{ROAD}<Consignment><TransportContractDocument><ID>X1</ID><Amendment>\
         <ChangeReasonCode>001</ChangeReasonCode></Amendment></TransportContractDocument>\
         </Consignment><RepresentativePerson><Name>甲</Name></RepresentativePerson>"
    );
    let raw = message("MT2401", 3, &body);
    let reading = reading(&raw);
    assert_eq!(reading.faults, []);
    let ManifestMessage::Manifest { function, manifest } = reading.message else { panic!() };
    assert_eq!((function, manifest.direction), (ManifestFunction::Delete, Direction::Export));
    assert_eq!(manifest.consignments[0].bill_no, "X1");
}

#[test]
fn arrival_tally_and_off_load_name_bills_with_what_was_counted() {
    let bill = "<Consignment><TotalPackageQuantity unitCode=\"CT\">4</TotalPackageQuantity>\
        <GovernmentAgencyGoodsItem><GoodsMeasure><GrossMassMeasure unitCode=\"KGM\">9.5\
        </GrossMassMeasure></GoodsMeasure></GovernmentAgencyGoodsItem>\
        <TransportContractDocument><ID>X1</ID></TransportContractDocument></Consignment>";
    let arrival = format!(
        "<ID>B1</ID>{ROAD}{bill}<UnloadingLocation><ArrivalDate>20261121101500</ArrivalDate>\
         <ID>5345</ID></UnloadingLocation>"
    );
    let raw = message("MT3402", 2, &arrival);
    let arrival = report(&raw);
    assert_eq!((arrival.kind, arrival.direction), (ReportKind::Arrival, Direction::Export));
    assert_eq!(arrival.at.to_string(), "2026-11-21T10:15:00.000+08:00");
    assert_eq!((arrival.site.as_str(), arrival.manifest_no.as_str()), ("5345", "B1"));
    assert_eq!(arrival.bills[0].packages, Some(4));
    assert_eq!(arrival.bills[0].gross_weight_kg, Some("9.5".parse().unwrap()));

    let tally = format!(
        "<ID>B1</ID>{ROAD}{bill}<Control><InspectionEndDateTime>20261121120000\
         </InspectionEndDateTime></Control><Submitter><ID>LH01</ID></Submitter>\
         <UnloadingLocation><ID>5345</ID></UnloadingLocation>"
    );
    let raw = message("MT5401", 2, &tally);
    let tally = report(&raw);
    assert_eq!((tally.kind, tally.reporter_code.as_str()), (ReportKind::Tally, "LH01"));
    assert_eq!(tally.at.to_string(), "2026-11-21T12:00:00.000+08:00");

    let named = "<Consignment><TransportContractDocument><ID>X1</ID></TransportContractDocument>\
        <ChangeInformation><Reason>未装</Reason></ChangeInformation></Consignment>";
    let raw = message("MT8402", 2, &format!("<ID>B1</ID>{ROAD}{named}"));
    let off_load = report(&raw);
    assert_eq!((off_load.kind, off_load.bills[0].packages), (ReportKind::OffLoad, None));
    assert_eq!(off_load.at.to_string(), "2026-11-21T07:00:00.000+08:00", "when it was sent");
}

#[test]
fn goods_go_over_to_another_batch_and_vehicles_carry_them() {
    let moved = "<ID>B2</ID><AdditionalDocument><ID>B1</ID></AdditionalDocument><Consignment>\
        <AdditionalDocument><ID>X1</ID></AdditionalDocument><TransportContractDocument><ID>Y1</ID>\
        </TransportContractDocument><TransportEquipment><ID>TGSU4566173</ID><AdditionalDocument>\
        <ID>TGSU4566150</ID></AdditionalDocument></TransportEquipment></Consignment>";
    let raw = message("MT8403", 2, moved);
    let moved = report(&raw);
    assert_eq!(moved.kind, ReportKind::ChangeLoad);
    assert_eq!((moved.manifest_no.as_str(), moved.to_manifest_no.as_str()), ("B1", "B2"));
    assert_eq!((moved.bills[0].bill_no.as_str(), moved.bills[0].to_bill_no.as_str()), ("X1", "Y1"));

    let vehicle = "<ID>B1</ID><Consignment><BorderTransportMeans><ArrivalDateTime>20261121093000\
        </ArrivalDateTime><ID>5340000001</ID><Name>粤Z0000港</Name><TypeCode>3</TypeCode>\
        <TransportEquipment><ID>52000</ID></TransportEquipment></BorderTransportMeans>\
        <TransportEquipment><ID>TGSU4566173</ID><SealID>E/0001@CU</SealID><SealID>E/0002@CU</SealID>\
        </TransportEquipment></Consignment>";
    for (message_type, kind) in [("MT4401", ReportKind::Vehicle), ("MT4402", ReportKind::Load)] {
        let raw = message(message_type, 2, vehicle);
        let told = report(&raw);
        assert_eq!((told.kind, told.bills.len()), (kind, 0));
        let vehicle = &told.vehicles[0];
        assert_eq!((vehicle.plate.as_str(), vehicle.code.as_str()), ("粤Z0000港", "5340000001"));
        assert_eq!(vehicle.containers.len(), 1, "a trailer is no container");
        assert_eq!(vehicle.containers[0].seals.len(), 2);
    }
}

#[test]
fn what_is_not_taken_is_refused_by_name() {
    let refused = |raw: &str| refused(raw.as_bytes(), &Limits::default()).finding;
    let empty_vehicle = refused(&message("MT4403", 2, "<ID>B1</ID>"));
    assert_eq!((&*empty_vehicle.code, empty_vehicle.observed.as_str()), ("FMT-1004", "MT4403"));
    assert!(empty_vehicle.expected.contains("MT4402"), "{empty_vehicle:?}");
    assert_eq!(refused("<Manifest/>").code, "FMT-1008");
    assert_eq!(refused("<Manifest><Head></Head></Manifest>").code, "FMT-1008");
    assert_eq!(refused("<Manifest><Head>").code, "FMT-1001");
}

#[test]
fn official_samples_are_read_or_refused_for_a_reason() {
    let Some(shared) = official() else { return };
    let mut n_read = 0;
    for folder in fs::read_dir(shared.join("data/messages")).unwrap() {
        let folder = folder.unwrap().path();
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        if !name.starts_with("MT") || name == "MT_RESPONSE" {
            continue;
        }
        for file in fs::read_dir(&folder).unwrap() {
            let path = file.unwrap().path();
            let raw = fs::read_to_string(&path).unwrap();
            match read(raw.as_bytes(), &Limits::default()) {
                Ok(Message::Manifest(reading)) => {
                    assert_eq!(reading.faults, [], "{}", path.display());
                    assert_eq!(reading.header.message_type, name.as_str());
                    n_read += 1;
                }
                Err(refused) => {
                    assert_eq!(refused.finding.code, "FMT-1004", "{}", path.display());
                    let is_empty = ["MT4403", "MT4404", "MT4405", "MT4406"];
                    assert!(is_empty.contains(&name.as_str()), "{}: {refused}", path.display());
                }
                other => panic!("{}: {other:?}", path.display()),
            }
        }
    }
    assert!(n_read >= 14, "samples are missing: {n_read}");
}

fn answer(bill_no: &'static str, statement: ManifestStatement) -> String {
    let body = ReceiptBody::Manifest(ManifestReturn {
        message_id: "CARRIER_MT1401_2026112107000000001".into(),
        message_type: "MT1401".into(),
        function: ManifestFunction::New,
        to: "5345MA2850283_DXPESW0000000007".into(),
        manifest_no: "MA28502831A01".into(),
        bill_no: bill_no.into(),
        statement,
        info: "19010 转人工审核,舱单申报超时".into(),
    });
    let mut fragment = Vec::new();
    write_receipt(&body, &WireTime::new(Moment::from_millis(1_763_678_400_000)), &mut fragment);
    let mut out = Vec::new();
    write_message(ReceiptKind::Manifest, "", &[&fragment], &mut out);
    String::from_utf8(out).unwrap()
}

#[test]
fn a_receipt_answers_one_bill() {
    let written = answer("EXRD26112101", ManifestStatement::Review);
    expect![[r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <Manifest xmlns="urn:Declaration:datamodel:standard:CN:MTRES4:1"><Head><MessageID>CARRIER_MT1401_2026112107000000001</MessageID><FunctionCode>9</FunctionCode><MessageType>MT1401</MessageType><SenderID>EPORT</SenderID><ReceiverID>5345MA2850283_DXPESW0000000007</ReceiverID><SendTime>20251121064000000</SendTime><Version>1.0</Version></Head><Response><ID>MA28502831A01</ID><Consignment><AdditionalInformation><StatementCode>02</StatementCode><StatementDescription>19010 转人工审核,舱单申报超时</StatementDescription></AdditionalInformation><TransportContractDocument><ID>EXRD26112101</ID></TransportContractDocument></Consignment></Response></Manifest>"#]]
    .assert_eq(&written);
    let summary = messages::summarise_receipt(&written);
    assert_eq!(summary.info, "19010 转人工审核,舱单申报超时");
    assert_eq!(summary.at, Moment::from_millis(1_763_678_400_000));
}

#[test]
fn receipts_are_valid_by_the_schema() {
    let Some(shared) = official() else { return };
    let schema = shared.join("data/schema/mft-road-v1/Manifest_Response_Road.xsd");
    if Command::new("xmllint").arg("--version").output().is_err() {
        eprintln!("skipped: xmllint is not installed (libxml2-utils)");
        return;
    }
    for statement in [ManifestStatement::Accepted, ManifestStatement::Refused] {
        for bill_no in ["EXRD26112101", ""] {
            let file = tempfile::NamedTempFile::new().unwrap();
            let written = answer(bill_no, statement);
            fs::write(&file, &written).unwrap();
            let mut command = Command::new("xmllint");
            command.args(["--noout", "--nonet", "--schema"]).arg(&schema).arg(file.path());
            let output = command.output().unwrap();
            let errors = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{errors}\n{written}");
        }
    }
}
