//! A declaration against the manifest that its bill is on (货证统一).

use crate::check::{Check, OnManifest};

pub(crate) const CHECKS: &[Check<OnManifest>] = &[];
