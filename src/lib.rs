//! Turns an error into a diagnosis: what it means, why it happened here, how to reproduce it and how to fix it.
//!
//! The way of the data is one way: bytes are [scanned](scan) for markers, formats are [recognised](detect) where they
//! stand, what they captured is [enriched](enrich), signs over the fields [diagnose] causes, equal errors become
//! one [finding](report), and a report is [rendered](render). Formats, signs and causes are data of the [catalog].
//!
//! ```
//! use explain_errors::{catalog::Catalog, detect::Detector, session::Session};
//!
//! let catalog = Catalog::built_in()?;
//! let rules = catalog.rules()?;
//! let detector = Detector::new(&catalog, &rules);
//! let mut session = Session::new(&catalog, &rules, &detector, None);
//! session.read("-", &b"rpc error: code = Unavailable desc = dial tcp 10.0.0.7:50051: connect: connection refused"[..])?;
//! let report = session.finish();
//! assert_eq!(report.findings[0].id, "net/connection-refused");
//! # Ok::<(), anyhow::Error>(())
//! ```

pub mod catalog;
pub mod cli;
pub mod detect;
pub mod diagnose;
pub mod enrich;
pub mod field;
pub mod input;
pub mod matching;
pub mod redact;
pub mod render;
pub mod report;
pub mod scan;
pub mod session;
pub mod verify;
