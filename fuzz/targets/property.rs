//! Every target: it tries the property that it is named after.
#![no_main]

use std::sync::LazyLock;

use explain_errors::properties::Property;

static PROPERTY: LazyLock<Property> =
    LazyLock::new(|| Property::named(env!("CARGO_BIN_NAME")).expect("a target is named after a property"));

libfuzzer_sys::fuzz_target!(|data: &[u8]| PROPERTY.holds(data));
