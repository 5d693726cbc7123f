import { describe, expect, it } from "vitest";

import { returnedParcel } from "./__fixtures__/parcel";
import { mask, maskText, secretsOf, sensitivityOf } from "./mask";

describe("masking", () => {
  it("hides the middle and keeps the length", () => {
    expect(mask("11010519491231002X", "identity")).toBe("1101**********002X");
    expect(mask("13812345678", "telephone")).toBe("138****5678");
  });

  it("hides a short value whole", () => {
    expect(mask("8812345", "telephone")).toBe("*******");
    expect(mask("12345678", "identity")).toBe("********");
    expect(mask("", "identity")).toBe("");
  });

  it("knows the fields that carry personal numbers", () => {
    expect(sensitivityOf("payer_id_number")).toBe("identity");
    expect(sensitivityOf("consignee_telephone")).toBe("telephone");
    expect(sensitivityOf("order_no")).toBeNull();
  });

  it("finds a parcel's personal numbers in running text", () => {
    const secrets = secretsOf(returnedParcel().documents);
    expect([...secrets.keys()].sort()).toEqual(["13857104436", "13957104436", "330106198907142628"]);
    expect(maskText("[13957104436,13857104436] <id>330106198907142628</id>", secrets)).toBe(
      "[139****4436,138****4436] <id>3301**********2628</id>",
    );
  });

  it("finds numbers of unknown people by their shape, and leaves other numbers readable", () => {
    const nobody = new Map();
    expect(maskText("id 11010519491231002X, tel 13812345678.", nobody)).toBe(
      "id 1101**********002X, tel 138****5678.",
    );
    const plain =
      "B20261120000004711 29922026I000004711 20261120115244902 TM20261120004711 2026112022001485011409";
    expect(maskText(plain, nobody)).toBe(plain);
  });
});
