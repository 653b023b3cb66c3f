//! The JSON schema of each kind of file, made from the types that serde reads: in the build script and in tests. The program
//! holds what the build script wrote: to make them anew takes a fortieth of its code.

use schemars::schema_for;
use serde_json::Value;

use super::source::{Addition, Cause, Clients, Code, Extract, Format, Rows, Systems};

/// The schemas by the names of their kinds.
pub(crate) fn all() -> Value {
    let schemas = [
        ("systems", schema_for!(Systems)),
        ("clients", schema_for!(Clients)),
        ("code", schema_for!(Code<'static>)),
        ("rows", schema_for!(Rows<'static>)),
        ("cause", schema_for!(Cause<'static>)),
        ("addition", schema_for!(Addition<'static>)),
        ("format", schema_for!(Format<'static>)),
        ("extract", schema_for!(Extract)),
    ];
    schemas.into_iter().map(|(kind, schema)| (kind.to_owned(), schema.to_value())).collect()
}
