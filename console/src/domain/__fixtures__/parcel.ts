/** A returned parcel: paid too little, a telephone and a goods item's price that differ. */

import type { EntryView } from "../../api/types";
import parcel from "./parcel.json";

/** A fresh copy, so that a test may change it. */
export function returnedParcel(): EntryView {
  return structuredClone(parcel) as EntryView;
}
