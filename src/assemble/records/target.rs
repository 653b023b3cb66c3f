//! What an error is about: the place that it names.

use std::collections::BTreeSet;

use crate::assemble::Occurrence;

/// The hosts, ports and paths that an error names.
#[derive(Debug, Clone, Default)]
pub(super) struct Target {
    hosts: BTreeSet<String>,
    ports: BTreeSet<String>,
}

impl Target {
    pub(super) fn of(occurrence: &Occurrence) -> Target {
        let values = |name| occurrence.fields.values(name).map(str::to_ascii_lowercase);
        Target {
            hosts: values("target.host").chain(values("target.path")).collect(),
            ports: values("target.port").collect(),
        }
    }

    pub(super) fn is_named(&self) -> bool {
        !self.hosts.is_empty()
    }

    /// Whether both name one place. A name and an address can be one host where the port is the same.
    pub(super) fn is_same(&self, other: &Target) -> bool {
        let one_port = !self.ports.is_disjoint(&other.ports);
        let no_port = self.ports.is_empty() || other.ports.is_empty();
        let are_addresses = |target: &Target| target.hosts.iter().all(|host| host.parse::<std::net::IpAddr>().is_ok());
        let one_host = !self.hosts.is_disjoint(&other.hosts);
        (one_host && (one_port || no_port)) || (one_port && are_addresses(self) != are_addresses(other))
    }

    pub(super) fn union(mut self, other: Target) -> Target {
        self.hosts.extend(other.hosts);
        self.ports.extend(other.ports);
        self
    }
}
