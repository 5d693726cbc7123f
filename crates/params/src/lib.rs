//! Dated, cited values of law: parameters, tariff and code tables.
