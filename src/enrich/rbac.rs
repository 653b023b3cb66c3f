//! The rule that Kubernetes' RBAC lacks, in the words in which kubectl takes it.

use crate::field::Fields;

/// Adds `rbac.type`, the resource with its API group (`deployments.apps`), and `rbac.rule`, the same with a subresource
/// (`deployments.apps/scale`). The core group has no name.
pub(super) fn enrich(fields: &mut Fields) {
    let Some(resource) = fields.first("rbac.resource").map(str::to_owned) else { return };
    let kind = match fields.first("rbac.group") {
        None | Some("") => resource,
        Some(group) => format!("{resource}.{group}"),
    };
    let rule = fields.first("rbac.subresource").map_or_else(|| kind.clone(), |part| format!("{kind}/{part}"));
    fields.add("rbac.type", kind);
    fields.add("rbac.rule", rule);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resources_are_named_with_their_group_and_subresource() {
        let named = |given: &[(&str, &str)]| {
            let mut fields = Fields::default();
            given.iter().for_each(|(name, value)| fields.add(*name, *value));
            enrich(&mut fields);
            (fields.first("rbac.type").map(str::to_owned), fields.first("rbac.rule").map(str::to_owned))
        };
        let both = |a: &str, b: &str| (Some(a.to_owned()), Some(b.to_owned()));
        assert_eq!(named(&[("rbac.resource", "pods"), ("rbac.group", "")]), both("pods", "pods"));
        assert_eq!(named(&[("rbac.resource", "pods"), ("rbac.subresource", "log")]), both("pods", "pods/log"));
        let scale = [("rbac.resource", "deployments"), ("rbac.group", "apps"), ("rbac.subresource", "scale")];
        assert_eq!(named(&scale), both("deployments.apps", "deployments.apps/scale"));
        assert_eq!(named(&[("rbac.group", "apps")]), (None, None));
    }
}
