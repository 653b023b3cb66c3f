//! An error that the catalog does not cover: said so, with all that was read and the beginning of the missing page.

use super::parts::Reader;
use crate::render::color::Role;
use crate::render::sheet::Sheet;
use crate::render::wrap::{Line, display_width};
use crate::report::Finding;

/// So many fields are shown.
const FIELDS: usize = 10;

/// What stands in place of an explanation.
pub fn body(sheet: &mut Sheet, finding: &Finding<'_>, reader: &Reader) {
    if !reader.full {
        fields(sheet, finding, FIELDS);
    }
    sheet.heading("Not in the catalog", None);
    sheet.put("  ", 2, &Line::new().plain("This was recognised as an error, but no page covers it."));
}

/// The beginning of the missing page.
pub fn skeleton(sheet: &mut Sheet, finding: &Finding<'_>) {
    if let Some(skeleton) = &finding.skeleton {
        sheet.heading("A page for it would begin so", None);
        sheet.code(Role::Program, skeleton.as_str());
    }
}

/// All that was read of the error.
pub fn fields(sheet: &mut Sheet, finding: &Finding<'_>, most: usize) {
    if finding.fields.is_empty() {
        return;
    }
    sheet.heading("Fields", None);
    let widest = finding.fields.keys().take(most).map(|name| display_width(name.as_str())).max().unwrap_or(0);
    for (name, values) in finding.fields.iter().take(most) {
        for (at, value) in values.iter().enumerate() {
            let label = if at == 0 { name.as_str() } else { "" };
            let line = Line::new().add(Role::Quoted, value.as_str());
            sheet.row_of(label, widest.min(28) + 2, &line, 3);
        }
    }
    let rest = finding.fields.len().saturating_sub(most);
    if rest > 0 {
        sheet.put("  ", 2, &Line::new().add(Role::Muted, format!("and {rest} more (--full)")));
    }
}
