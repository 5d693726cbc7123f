/** Whether personal data is shown on the page at hand, and how values are written accordingly. */

import { createContext, useContext } from "react";

import { mask, maskText, type Secrets, sensitivityOf } from "../domain/mask";

export interface Privacy {
  isShown: boolean;
  secrets: Secrets;
}

export const PrivacyContext = createContext<Privacy>({ isShown: false, secrets: new Map() });

export function usePrivacy() {
  const { isShown, secrets } = useContext(PrivacyContext);
  return {
    isShown,
    /** A document's field. */
    field: (name: string, value: string) => {
      const sensitivity = sensitivityOf(name);
      return isShown || sensitivity === null ? value : mask(value, sensitivity);
    },
    /** Running text: a receipt's information, a finding's values, XML. */
    text: (text: string) => (isShown ? text : maskText(text, secrets)),
  };
}
