//! The catalog: pages of codes and causes, formats, extraction rules.

pub mod compile;
pub mod compiled;
pub mod fault;
pub mod literals;
pub mod load;
pub mod page;
pub mod placeholder;
pub mod quantity;
pub mod shape;
pub mod source;
