//! Named values of an occurrence: what formats capture, readers decode and extraction finds.

use crate::catalog::order::Order;

/// One named value of an occurrence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name: `message`, `http.status`, `detail.ErrorInfo.reason`.
    pub name: String,
    /// The number of the list element it belongs to, if any: the fields of one `ErrorInfo` share a number.
    pub element: Option<u32>,
    /// The index of the link of the occurrence that it was read from; `None` if it was computed.
    pub link: Option<usize>,
    /// The decoded text. It is input: it reaches an output only through [`crate::redact`].
    pub value: String,
}

/// The fields of an occurrence, in the order in which they were found. A name may have several values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields {
    all: Vec<Field>,
    elements: u32,
}

/// How many fields an occurrence may have. Each new one is compared with all others, so hostile input must not add
/// more.
const MAX_FIELDS: usize = 512;

impl Fields {
    /// Adds a value, unless the same name already has it.
    pub fn add(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.push(Field { name: name.into(), element: None, link: None, value: value.into() });
    }

    /// Adds values that were captured together: those of one list belong to one element.
    pub fn add_all<'n>(&mut self, captured: impl IntoIterator<Item = (&'n str, String)>) {
        let mut elements: Vec<(&str, u32)> = Vec::new();
        for (name, value) in captured {
            match list_of(name) {
                None => self.add(name, value),
                Some(list) => {
                    let known = elements.iter().find(|(one, _)| *one == list).map(|(_, element)| *element);
                    let element = known.unwrap_or_else(|| self.element());
                    elements.push((list, element));
                    self.add_to(element, name, value);
                }
            }
        }
    }

    /// Begins a new element of a list; its number goes to [`Fields::add_to`].
    pub fn element(&mut self) -> u32 {
        self.elements += 1;
        self.elements
    }

    /// Adds a value to an element of a list.
    pub fn add_to(&mut self, element: u32, name: impl Into<String>, value: impl Into<String>) {
        self.push(Field { name: name.into(), element: Some(element), link: None, value: value.into() });
    }

    /// Adds all of another occurrence's fields, keeping its elements apart from these.
    pub fn merge(&mut self, other: Fields) {
        let shift = self.elements;
        for mut field in other.all {
            field.element = field.element.map(|element| element + shift);
            self.push(field);
        }
        self.elements += other.elements;
    }

    /// Adds fields and marks them as read from the link at index `link`.
    pub fn merge_link(&mut self, mut fields: Fields, link: usize) {
        fields.all.iter_mut().for_each(|field| field.link = Some(link));
        self.merge(fields);
    }

    /// Adds `by` to every link index, after other links were put in front.
    pub fn shift_links(&mut self, by: usize) {
        self.all.iter_mut().filter_map(|field| field.link.as_mut()).for_each(|link| *link += by);
    }

    /// Puts the fields of a link before all others.
    pub fn put_first(&mut self, link: usize) {
        self.all.order_by_key(|field| field.link != Some(link));
    }

    fn push(&mut self, field: Field) {
        let same =
            |known: &Field| (&known.name, &known.value, known.element) == (&field.name, &field.value, field.element);
        if self.all.len() < MAX_FIELDS && !self.all.iter().any(same) {
            self.all.push(field);
        }
    }

    /// All fields, in their current order.
    pub fn iter(&self) -> impl Iterator<Item = &Field> {
        self.all.iter()
    }

    /// All values of the fields with this name.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.all.iter().filter(move |field| field.name == name).map(|field| field.value.as_str())
    }

    /// The first value with this name, if there is one.
    pub fn first<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.values(name).next()
    }

    /// Changes values in place; `None` leaves one as it is.
    pub fn rewrite(&mut self, mut change: impl FnMut(&Field) -> Option<String>) {
        for field in &mut self.all {
            if let Some(value) = change(field) {
                field.value = value;
            }
        }
    }

    /// Removes all fields with this name and returns their values.
    pub fn take(&mut self, name: &str) -> Vec<String> {
        let (taken, kept) = std::mem::take(&mut self.all).into_iter().partition(|field| field.name == name);
        self.all = kept;
        let taken: Vec<Field> = taken;
        taken.into_iter().map(|field| field.value).collect()
    }
}

/// The list that a field belongs to, judging by its name: `detail.ErrorInfo` of `detail.ErrorInfo.reason`.
fn list_of(name: &str) -> Option<&str> {
    match name.strip_prefix("detail.") {
        Some(rest) => rest.find('.').map(|dot| &name[.."detail.".len() + dot]),
        None => name.starts_with("challenge.").then_some("challenge"),
    }
}
