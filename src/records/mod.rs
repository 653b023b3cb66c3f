//! Log records: what a line says before its message, and where the record comes from. Read around hits only.

mod boxes;
mod clock;
mod cut;
mod frames;
mod items;
mod looks;
mod pairs;
mod prefix;
mod structured;
#[cfg(test)]
mod tests;
mod wrapped;

pub(crate) use boxes::wrapped_boxes;
pub(crate) use clock::{NO_YEAR, seconds};
pub(crate) use cut::without_cuts;
pub(crate) use frames::{behind_bars, without_frames};
pub(crate) use looks::{Look, Looks, is_complaint, is_short_complaint};
pub(crate) use prefix::{Form, Level, Prefix, Source};
pub(crate) use structured::reported;
pub(crate) use wrapped::unwrapped;
