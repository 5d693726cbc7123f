/** The console's own tokens for Ant Design; `styles/base.css` names the same colours for plain CSS. */

import { theme as antd, type ThemeConfig } from "antd";

const INK = "#1c2526";
const SOFT = "#58605c";
const PINE = "#1f5b52";
const PAPER = "#f5f2ea";
const SHEET = "#fffdf8";
const RULE = "#e0dacb";
const CINNABAR = "#a8361f";
const OCHRE = "#8a5a0b";

export const theme: ThemeConfig = {
  token: {
    colorPrimary: PINE,
    colorInfo: "#3f6270",
    colorSuccess: "#2c6b45",
    colorWarning: OCHRE,
    colorError: CINNABAR,
    colorLink: PINE,
    colorTextBase: INK,
    colorBgBase: SHEET,
    colorBgLayout: PAPER,
    colorBorder: "#cfc7b4",
    colorBorderSecondary: RULE,
    colorSplit: RULE,
    borderRadius: 4,
    fontSize: 14,
    fontFamily: "var(--sans)",
    fontFamilyCode: "var(--mono)",
    boxShadow: "0 1px 2px rgb(28 37 38 / 6%), 0 8px 24px rgb(28 37 38 / 8%)",
    colorWarningBg: "#fbf0d2",
    colorWarningBorder: "#dcc48a",
    colorErrorBg: "#fae5dc",
    colorErrorBorder: "#dda796",
    colorInfoBg: "#e9f0f1",
    colorInfoBorder: "#b5c6cb",
    colorTextTertiary: SOFT,
    colorTextDescription: SOFT,
    colorTextPlaceholder: "#676e6a",
  },
  components: {
    Collapse: { headerBg: "transparent", contentBg: SHEET },
    Timeline: { tailColor: RULE, itemPaddingBottom: 18 },
  },
};

/** The same at night; `styles/base.css` names the same colours for plain CSS. */
export const darkTheme: ThemeConfig = {
  algorithm: antd.darkAlgorithm,
  token: {
    colorPrimary: "#5cb8a5",
    colorInfo: "#8fb4c2",
    colorSuccess: "#7fbf94",
    colorWarning: "#dcae5c",
    colorError: "#e88a72",
    colorLink: "#84c9ba",
    colorTextBase: "#ece7db",
    colorBgBase: "#1d2322",
    colorBgLayout: "#141918",
    colorBorder: "#59635f",
    colorBorderSecondary: "#3a4441",
    colorSplit: "#3a4441",
    colorTextTertiary: "#b3b7ae",
    colorTextDescription: "#b3b7ae",
    colorTextPlaceholder: "#a9afa8",
    borderRadius: 4,
    fontSize: 14,
    fontFamily: "var(--sans)",
    fontFamilyCode: "var(--mono)",
  },
  // White would be too faint on colours that are bright enough for a dark ground.
  components: { Button: { primaryColor: "#0d1715", dangerColor: "#1f0d08" } },
};
