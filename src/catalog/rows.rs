//! The spellings of all codes, and what is known of the codes without a page.
//!
//! Every code of a catalog, with a page or without, has a [`Row`]. Rows are packed by the dozen; a sorted list of hashes says
//! which rows have a name or number, and the row itself says whether it really does. So a look-up reads a few hashes and
//! unpacks one group of rows, however many thousand the catalog has, and a word that is no code costs a search among
//! numbers.
//!
//! The rows that share a spelling with a page's are asked for most. They are not packed: to unpack two groups was a fifth of
//! the instructions of `explain UNAUTHENTICATED`, and the thousand of them take 50 KB.
//!
//! Layout of the index: the length of its head; the head; for each value of the upper byte of a hash, and once more for the end, how
//! many names come before it (32 bits each); for each name, by hash, the lower bytes of its hash (16 bits); then as many row numbers of
//! 24 bits (all little-endian). Layout of the rows: how many are not packed; of each, its number and
//! where it ends (32 bits each); these rows; then the groups of packed ones.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::frames::Frames;
use super::hash::Fnv;
use super::model::{Canonical, Platform, Severity};
use super::names::{folded, slug};
use super::table::{first_not, number};

/// How many rows are packed together. Twice as many take a seventh less room and twice as long to unpack.
const GROUP: usize = 64;

/// A code as its row gives it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Row<'a> {
    /// The code as its system prints it.
    pub code: &'a str,
    /// Its symbolic name, if the code is a number.
    pub name: Option<&'a str>,
    /// Other spellings of it.
    #[serde(borrow)]
    pub aliases: Vec<&'a str>,
    /// Its number, if all platforms number it alike.
    pub number: Option<i64>,
    /// Its number on each platform.
    pub numbers: Vec<(Platform, i64)>,
    /// The gRPC code that it corresponds to.
    pub canonical: Option<Canonical>,
    /// The HTTP status with which it is sent.
    pub http: Option<u16>,
    /// How bad it is.
    pub severity: Option<Severity>,
    /// Whether its system says that the call may be repeated.
    pub retry: Option<bool>,
    /// The code, class or library that it belongs to.
    pub parent: Option<&'a str>,
    /// What it says, in one line.
    pub title: Option<&'a str>,
    /// The number of the list that it comes from.
    pub list: Option<u16>,
    /// Whether the code has a page.
    pub page: bool,
}

impl<'a> Row<'a> {
    /// All its spellings, the code first.
    pub fn spellings(&self) -> impl Iterator<Item = &'a str> + '_ {
        [self.code].into_iter().chain(self.name).chain(self.aliases.iter().copied())
    }

    /// Its number, if all platforms number it alike. A code that is a number is its own.
    pub fn own_number(&self) -> Option<i64> {
        self.number.or_else(|| self.code.parse().ok()).or_else(|| parse_number(self.code))
    }

    /// All its numbers.
    pub fn all_numbers(&self) -> impl Iterator<Item = i64> + '_ {
        let own = self.own_number();
        own.into_iter().chain(self.numbers.iter().map(|(_, number)| *number))
    }

    /// The first platform on which a number means this code.
    pub fn platform_of(&self, text: &str) -> Option<Platform> {
        let wanted = parse_number(text)?;
        self.numbers.iter().find(|(_, number)| normal(*number) == wanted).map(|(platform, _)| *platform)
    }
}

/// A published list of codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct List<'a> {
    /// Its title.
    pub title: &'a str,
    /// Where it is published.
    pub url: &'a str,
    /// The path of the file that has it, below the catalog's folder.
    pub file: &'a str,
}

/// A row with its system.
#[derive(Debug, Clone, PartialEq)]
pub struct SystemRow<'a> {
    /// The id of its system.
    pub system: &'a str,
    /// The list that it comes from.
    pub source: Option<List<'a>>,
    /// The row.
    pub row: Row<'a>,
}

impl SystemRow<'_> {
    /// Its id: `aws/access-denied`.
    pub fn id(&self) -> String {
        format!("{}/{}", self.system, slug(self.row.code))
    }
}

/// What is not repeated with each row.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct RowsHead<'a> {
    /// The published lists.
    #[serde(borrow)]
    pub lists: Vec<List<'a>>,
    /// The systems, each with the number of its first row.
    #[serde(borrow)]
    pub systems: Vec<(&'a str, u32)>,
    /// How many rows there are.
    pub count: u32,
}

/// The rows of a catalog's layer.
pub(crate) struct Rows<'a> {
    head_bytes: &'a [u8],
    /// Decoded when a name is found: most words are none.
    head: OnceLock<RowsHead<'a>>,
    /// Where the hashes with each upper byte begin.
    parts: &'a [u8],
    hashes: &'a [u8],
    targets: &'a [u8],
    /// The number of each row that is not packed, and where it ends in `plain`.
    plain_places: &'a [u8],
    plain: &'a [u8],
    packed: Frames<'a>,
}

/// The same number in all its spellings: 0x80070005, 2147942405 and -2147024891 are one.
fn normal(number: i64) -> i64 {
    if (i64::from(i32::MIN)..0).contains(&number) { number + (1 << 32) } else { number }
}

/// A number as people write it: decimal, with a sign, or hexadecimal. One of 32 bits may be extended to 64: `0xffffffff80070005`.
pub(crate) fn parse_number(text: &str) -> Option<i64> {
    let hexadecimal = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    let number = match hexadecimal {
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            u64::from_str_radix(digits, 16).ok()?.cast_signed()
        }
        Some(_) => return None,
        None => text.parse().ok()?,
    };
    Some(normal(number))
}

/// The hash of a name, 24 bits: of 500 words that are no names, one meets the hash of a name, and the row says no.
fn hash_of(name: &str) -> u32 {
    Fnv::of(folded(name)).upper() >> 8
}

fn hash_of_number(value: i64) -> u32 {
    hash_of(&normal(value).to_string())
}

/// Writes the index and the packed rows. The rows are in the order of their systems.
///
/// # Errors
/// If a row can't be encoded.
pub(crate) fn write(
    lists: &[List<'_>],
    rows: &[SystemRow<'_>],
) -> Result<(Vec<u8>, Vec<u8>), Box<dyn std::error::Error>> {
    let mut head = RowsHead { lists: lists.to_vec(), systems: Vec::new(), count: u32::try_from(rows.len())? };
    let mut names: Vec<(u32, u32)> = Vec::new();
    for (at, SystemRow { system, row, .. }) in (0..).zip(rows) {
        if head.systems.last().is_none_or(|(last, _)| last != system) {
            head.systems.push((system, at));
        }
        names.extend(row.spellings().map(|name| (hash_of(name), at)));
        names.extend(row.all_numbers().map(|number| (hash_of_number(number), at)));
    }
    names.sort_unstable();
    names.dedup();
    let head = postcard::to_stdvec(&head)?;
    let mut index = u32::try_from(head.len())?.to_le_bytes().to_vec();
    index.extend(head);
    for part in 0..PARTS {
        let before = names.partition_point(|(hash, _)| usize::try_from(hash >> 16).is_ok_and(|one| one < part));
        index.extend(u32::try_from(before)?.to_le_bytes());
    }
    index.extend(names.iter().flat_map(|(hash, _)| hash.to_le_bytes().into_iter().take(HASH_BYTES)));
    index.extend(names.iter().flat_map(|(_, at)| at.to_le_bytes().into_iter().take(TARGET_BYTES)));
    let plain = asked_for_most(rows, &names);
    let mut packed = plain_rows(rows, &plain)?;
    let groups: Result<Vec<Vec<u8>>, _> =
        rows.chunks(GROUP).zip((0..).step_by(GROUP)).map(|(rows, first)| group(rows, first, &plain)).collect();
    packed.extend(super::frames::write_plain(&groups?)?);
    Ok((index, packed))
}

/// The numbers of the rows that share a name with a code that has a page.
fn asked_for_most(rows: &[SystemRow<'_>], names: &[(u32, u32)]) -> BTreeSet<u32> {
    let has_page = |at: u32| usize::try_from(at).is_ok_and(|at| rows.get(at).is_some_and(|one| one.row.page));
    let named = names.chunk_by(|a, b| a.0 == b.0).filter(|same| same.iter().any(|(_, at)| has_page(*at)));
    named.flatten().map(|(_, at)| *at).collect()
}

fn plain_rows(rows: &[SystemRow<'_>], plain: &BTreeSet<u32>) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let (mut places, mut bytes) = (u32::try_from(plain.len())?.to_le_bytes().to_vec(), Vec::new());
    for (at, one) in (0..).zip(rows).filter(|(at, _)| plain.contains(at)) {
        bytes.extend(postcard::to_stdvec(&one.row)?);
        places.extend([at, u32::try_from(bytes.len())?].map(u32::to_le_bytes).concat());
    }
    places.extend(bytes);
    Ok(places)
}

/// The values of the upper byte of a hash, and the end.
const PARTS: usize = 257;
/// What is stored of a hash besides.
const HASH_BYTES: usize = 2;
const TARGET_BYTES: usize = 3;
/// The number of a row that is not packed, and its end.
const PLAIN_BYTES: usize = 8;

/// A group of rows: where each ends (16 bits), then the rows. A row that is not packed is empty here.
fn group(rows: &[SystemRow<'_>], first: u32, plain: &BTreeSet<u32>) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let (mut ends, mut bytes) = (Vec::new(), Vec::new());
    for (at, one) in (first..).zip(rows) {
        if !plain.contains(&at) {
            bytes.extend(postcard::to_stdvec(&one.row)?);
        }
        ends.extend(u16::try_from(bytes.len())?.to_le_bytes());
    }
    ends.extend(bytes);
    Ok(ends)
}

impl<'a> Rows<'a> {
    /// Over bytes that were written by [`write()`]. Returns `None` if they were not.
    pub(crate) fn open(index: &'a [u8], packed: &'a [u8]) -> Option<Rows<'a>> {
        let head = usize::try_from(number(index, 0)?).ok()?;
        let (head, names) = index.get(4..)?.split_at_checked(head)?;
        let (parts, names) = names.split_at_checked(PARTS * 4)?;
        let (hashes, targets) = names.split_at_checked(names.len() / (HASH_BYTES + TARGET_BYTES) * HASH_BYTES)?;
        let plain = usize::try_from(number(packed, 0)?).ok()?;
        let (plain_places, rest) = packed.get(4..)?.split_at_checked(plain.checked_mul(PLAIN_BYTES)?)?;
        let end = plain.checked_sub(1).map_or(Some(0), |last| number(plain_places, last * PLAIN_BYTES + 4))?;
        let (plain, packed) = rest.split_at_checked(usize::try_from(end).ok()?)?;
        let packed = Frames::open(packed)?;
        Some(Rows { head_bytes: head, head: OnceLock::new(), parts, hashes, targets, plain_places, plain, packed })
    }

    fn head(&self) -> &RowsHead<'a> {
        self.head.get_or_init(|| postcard::from_bytes(self.head_bytes).unwrap_or_default())
    }

    /// The rows with a name or number, in all systems or in one.
    pub(crate) fn named(&self, name: &str, system: Option<&str>) -> Vec<SystemRow<'_>> {
        let all = 0..u32::MAX;
        let range = system.map_or(all, |system| self.range(system));
        let is_named = |row: &Row<'_>| row.spellings().any(|one| folded(one).eq(folded(name)));
        let by_name = self.candidates(hash_of(name), range.clone()).filter(|(_, row)| is_named(row));
        let number = parse_number(name);
        let by_number = number.into_iter().flat_map(|number| self.candidates(hash_of_number(number), range.clone()));
        let has_number = |row: &Row<'_>| row.all_numbers().any(|one| Some(normal(one)) == number);
        let by_number = by_number.filter(|(_, row)| has_number(row) && !is_named(row));
        by_name.chain(by_number).filter_map(|(at, row)| self.with_system(at, row)).collect()
    }

    /// The rows with exactly this spelling.
    pub(crate) fn spelled<'s>(&'s self, name: &str) -> impl Iterator<Item = SystemRow<'s>> {
        let exact =
            self.candidates(hash_of(name), 0..u32::MAX).filter(move |(_, row)| row.spellings().any(|one| one == name));
        exact.filter_map(|(at, row)| self.with_system(at, row))
    }

    /// All rows, or those of one system.
    pub(crate) fn all(&self, system: Option<&str>) -> impl Iterator<Item = SystemRow<'_>> {
        let head = self.head();
        let ends = head.systems.iter().map(|(_, first)| *first).skip(1).chain([head.count]);
        let systems = head.systems.iter().zip(ends);
        let wanted = systems.filter(move |((id, _), _)| system.is_none_or(|system| system == *id));
        wanted.flat_map(|((_, first), end)| (*first..end).filter_map(|at| self.with_system(at, self.row(at)?)))
    }

    /// The numbers of the rows of a system.
    fn range(&self, system: &str) -> Range<u32> {
        let RowsHead { systems, count, .. } = self.head();
        let Some(at) = systems.iter().position(|(id, _)| *id == system) else { return 0..0 };
        let place = |at: usize| systems.get(at).map_or(*count, |(_, first)| *first);
        place(at)..place(at + 1)
    }

    /// The rows of a range that may have a name with this hash.
    fn candidates(&self, hash: u32, range: Range<u32>) -> impl Iterator<Item = (u32, Row<'_>)> + '_ {
        let part = usize::try_from(hash >> 16).unwrap_or(usize::MAX);
        let place =
            |part: usize| number(self.parts, part * 4).and_then(|place| usize::try_from(place).ok()).unwrap_or(0);
        let (start, end) = (place(part), place(part + 1));
        let rest = |at: usize| Some([*self.hashes.get(at * HASH_BYTES)?, *self.hashes.get(at * HASH_BYTES + 1)?]);
        let rest = move |at: usize| rest(at).map(|bytes| u32::from(u16::from_le_bytes(bytes)));
        let wanted = hash & 0xffff;
        let before = first_not(end.saturating_sub(start), |at| rest(start + at).is_some_and(|one| one < wanted));
        let equal = (start + before..end).take_while(move |at| rest(*at) == Some(wanted));
        equal.filter_map(move |at| {
            let at = self.target(at).filter(|at| range.contains(at))?;
            Some((at, self.row(at)?))
        })
    }

    fn target(&self, at: usize) -> Option<u32> {
        let bytes = self.targets.get(at * TARGET_BYTES..(at + 1) * TARGET_BYTES)?;
        Some(u32::from_le_bytes([*bytes.first()?, *bytes.get(1)?, *bytes.get(2)?, 0]))
    }

    fn row(&self, at: u32) -> Option<Row<'_>> {
        if let Some(bytes) = self.plain_row(at) {
            return postcard::from_bytes(bytes).ok();
        }
        let at = usize::try_from(at).ok()?;
        let count = usize::try_from(self.head().count).ok()?;
        let (group, slot) = (at / GROUP, at % GROUP);
        let in_group = GROUP.min(count.checked_sub(group * GROUP)?);
        let (ends, rows) = self.packed.get(group)?.split_at_checked(in_group * 2)?;
        let end = |slot: usize| Some(usize::from(u16::from_le_bytes([*ends.get(slot * 2)?, *ends.get(slot * 2 + 1)?])));
        let start = if slot == 0 { 0 } else { end(slot - 1)? };
        postcard::from_bytes(rows.get(start..end(slot)?)?).ok()
    }

    fn plain_row(&self, at: u32) -> Option<&'a [u8]> {
        let place = first(self.plain_places, PLAIN_BYTES, at) * PLAIN_BYTES;
        let end = |place: usize| usize::try_from(number(self.plain_places, place + 4)?).ok();
        number(self.plain_places, place).filter(|one| *one == at)?;
        let start = place.checked_sub(PLAIN_BYTES).map_or(Some(0), end)?;
        self.plain.get(start..end(place)?)
    }

    fn with_system<'s>(&'s self, at: u32, row: Row<'s>) -> Option<SystemRow<'s>> {
        let RowsHead { lists, systems, .. } = self.head();
        let after = systems.partition_point(|(_, first)| *first <= at);
        let (system, _) = systems.get(after.checked_sub(1)?)?;
        let source = row.list.and_then(|list| lists.get(usize::from(list))).copied();
        Some(SystemRow { system, source, row })
    }
}

/// The first of the sorted numbers that is not before this one. Each stands at the beginning of so many bytes.
fn first(numbers: &[u8], width: usize, wanted: u32) -> usize {
    first_not(numbers.len() / width, |at| number(numbers, at * width).is_some_and(|one| one < wanted))
}

#[cfg(test)]
mod tests;
