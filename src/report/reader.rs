//! Who reads a finding, as far as the error shows it: which systems have a part in it, which language they work in, and
//! which program printed it. It decides which checks, fixes and code are for them.

use crate::catalog::Catalog;
use crate::catalog::model::{Audience, Check, Fix, Language, Reproduce, Snippet, Text};
use crate::catalog::order::Order;

/// Who reads a finding.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reader {
    /// The ids of the systems that have a part in the error; `None` on a page that is for all of them.
    systems: Option<Vec<String>>,
    /// The language that was asked for, else that of the program's user, else that of the program that printed the error.
    language: Option<Language>,
    /// Whether the language was asked for.
    asked: bool,
    /// The ids of the programs and libraries that printed the error.
    clients: Vec<String>,
}

/// What may be for some readers only.
pub(crate) trait Addressed {
    /// For whom it is, if not for everyone.
    fn audience(&self) -> Option<&Audience<'_>>;
}

impl Addressed for Fix<'_> {
    fn audience(&self) -> Option<&Audience<'_>> {
        self.audience.as_ref()
    }
}

impl Addressed for Check<'_> {
    fn audience(&self) -> Option<&Audience<'_>> {
        self.audience.as_ref()
    }
}

impl Addressed for Reproduce<'_> {
    fn audience(&self) -> Option<&Audience<'_>> {
        self.audience.as_ref()
    }
}

/// How well something fits its reader; what fits best comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// It is written for the reader's program or language.
    Made,
    /// It is for everyone, or for everyone who uses the system.
    General,
    /// It is for a language, and the reader's is not known.
    Perhaps,
    /// It is for somebody else.
    Not,
}

impl Reader {
    /// The reader of an error with codes of some systems, whose record is given. `printed` is the language of the program
    /// that printed it.
    pub(crate) fn of_error<'s>(
        catalog: &Catalog<'_>,
        systems: impl IntoIterator<Item = &'s str>,
        record: &str,
        asked: Option<Language>,
        printed: Option<Language>,
    ) -> Reader {
        let is_in = |mut texts: std::slice::Iter<'_, &str>| texts.any(|text| record.contains(text));
        let mut all: Vec<String> = systems.into_iter().map(str::to_owned).collect();
        all.extend(catalog.systems().filter(|system| is_in(system.seen.iter())).map(|system| system.id.to_owned()));
        let clients: Vec<_> = catalog.clients().filter(|client| is_in(client.seen.iter())).collect();
        // Whoever runs a finished program doesn't work in the language that it is written in.
        let of_client = clients.iter().find_map(|client| client.language);
        let clients = clients.iter().map(|client| client.id.to_owned()).collect();
        Reader { systems: Some(all), language: of_client.or(printed), asked: false, clients }.asking(asked)
    }

    /// The reader of a page. That of a code is for those who use its system, that of a cause for all of its readers.
    pub(crate) fn of_page(system: Option<&str>) -> Reader {
        Reader { systems: system.map(|system| vec![system.to_owned()]), ..Reader::default() }
    }

    /// The same reader, asking for a language.
    pub(crate) fn asking(self, language: Option<Language>) -> Reader {
        let Some(language) = language else { return self };
        Reader { language: Some(language), asked: true, ..self }
    }

    /// Whether a language was asked for.
    pub(crate) fn asked(&self) -> bool {
        self.asked
    }

    /// A reader who works in a language.
    #[cfg(test)]
    pub(crate) fn working_in(language: Option<Language>) -> Reader {
        Reader { language, ..Reader::default() }
    }

    fn uses(&self, system: &str) -> bool {
        self.systems.as_ref().is_none_or(|systems| systems.iter().any(|one| one == system))
    }

    fn fit(&self, audience: Option<&Audience<'_>>) -> Fit {
        let Some(audience) = audience else { return Fit::General };
        let any = |listed: &[Text<'_>], holds: &dyn Fn(&str) -> bool| listed.iter().any(|id| holds(id));
        let of_everyone = self.systems.is_none();
        if !audience.system.is_empty() && !any(&audience.system, &|id| self.uses(id)) {
            return Fit::Not;
        }
        let of_client = any(&audience.client, &|id| self.clients.iter().any(|one| one == id));
        if !(audience.client.is_empty() || of_client || of_everyone) {
            return Fit::Not;
        }
        match self.language {
            Some(language) if audience.language.contains(&language) => Fit::Made,
            Some(_) if !audience.language.is_empty() && !of_everyone => Fit::Not,
            None if !audience.language.is_empty() && !of_everyone => Fit::Perhaps,
            _ if of_client => Fit::Made,
            _ => Fit::General,
        }
    }

    /// Brings what the evidence calls for to the front, then what fits, and what is for somebody else to the end. `chosen`
    /// holds places.
    pub(crate) fn arrange<T: Addressed>(&self, all: Vec<T>, chosen: &[u8]) -> Vec<T> {
        let place = |at: usize| chosen.iter().position(|one| usize::from(*one) == at).unwrap_or(usize::MAX);
        let mut numbered: Vec<(usize, T)> = all.into_iter().enumerate().collect();
        numbered.order_by_key(|(at, one)| {
            let fit = self.fit(one.audience());
            (fit == Fit::Not, place(*at), fit, *at)
        });
        numbered.into_iter().map(|(_, one)| one).collect()
    }

    /// What is not for somebody else.
    pub(crate) fn fitting<'t, T: Addressed>(&self, all: &'t [T]) -> Vec<&'t T> {
        all.iter().filter(|one| self.fit(one.audience()) != Fit::Not).collect()
    }

    /// The code that is for a system of the error, or for any.
    pub(crate) fn readable<'t, 'a>(&self, code: &'t [Snippet<'a>]) -> impl Iterator<Item = &'t Snippet<'a>> {
        code.iter().filter(|snippet| snippet.system.as_deref().is_none_or(|system| self.uses(system)))
    }

    /// The code to show first: in the reader's language, else as a command or configuration. Only where the language is not
    /// known, the first.
    pub(crate) fn choose<'t, 'a>(&self, code: &'t [Snippet<'a>]) -> Option<&'t Snippet<'a>> {
        // Code that is made for a system of the error comes before code for any.
        let of = |language: Language| {
            let in_language = self.readable(code).filter(|snippet| snippet.language == language);
            in_language.min_by_key(|snippet| snippet.system.is_none())
        };
        match self.language {
            Some(language) => of(language).or_else(|| of(Language::Shell)).or_else(|| of(Language::Yaml)),
            None => self.readable(code).next(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader(systems: &[&str], language: Option<Language>, clients: &[&str]) -> Reader {
        let owned = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect();
        Reader { systems: Some(owned(systems)), language, asked: false, clients: owned(clients) }
    }

    fn audience(system: &[&'static str], language: &[Language], client: &[&'static str]) -> Audience<'static> {
        let texts = |all: &[&'static str]| all.iter().map(|one| Text::from(*one)).collect();
        Audience { system: texts(system), language: language.to_vec(), client: texts(client) }
    }

    #[test]
    fn who_reads_an_error_is_told_by_its_codes_and_its_record() {
        let catalog = Catalog::built_in().expect("a catalog");
        let of = |systems: &[&'static str], record: &str| {
            Reader::of_error(&catalog, systems.iter().copied(), record, None, Some(Language::Go))
        };
        for system in catalog.systems() {
            assert!(of(&[system.id], "").uses(system.id));
            for text in system.seen.iter() {
                assert!(of(&[], &format!("so {text} it is")).uses(system.id), "{text}");
            }
        }
        assert_eq!(of(&["http"], "so it is"), reader(&["http"], Some(Language::Go), &[]));
        // Whoever runs a finished program does not work in the language that it is written in.
        let docker = of(&["http"], "Error response from daemon: x");
        assert_eq!(docker, reader(&["http"], Some(Language::Shell), &["docker"]));
        let asking = Reader::of_error(&catalog, ["http"], "docker: x", Some(Language::Rust), Some(Language::Go));
        assert_eq!((asking.language, asking.asked()), (Some(Language::Rust), true));
    }

    #[test]
    fn system_language_and_client_must_all_hold() {
        use Fit::{General, Made, Not, Perhaps};
        use Language::{Go, Python, Shell};
        let http = &["http"][..];
        let both = &["grpc", "http"][..];
        let rows: &[(Fit, Reader, Option<Audience<'_>>)] = &[
            (General, reader(http, None, &[]), None),
            (General, reader(http, Some(Go), &[]), Some(audience(&["http"], &[], &[]))),
            (Not, reader(http, Some(Go), &[]), Some(audience(&["grpc"], &[], &[]))),
            (General, reader(both, Some(Go), &[]), Some(audience(&["grpc"], &[], &[]))),
            (General, reader(http, None, &[]), Some(audience(&["grpc", "http"], &[], &[]))),
            (Not, reader(&[], None, &[]), Some(audience(&["grpc"], &[], &[]))),
            (Made, reader(http, Some(Go), &[]), Some(audience(&[], &[Go], &[]))),
            (Made, reader(http, Some(Python), &[]), Some(audience(&["http"], &[Go, Python], &[]))),
            (Not, reader(http, Some(Python), &[]), Some(audience(&[], &[Go], &[]))),
            (Perhaps, reader(http, None, &[]), Some(audience(&[], &[Go], &[]))),
            (Not, reader(http, Some(Go), &[]), Some(audience(&["grpc"], &[Go], &[]))),
            (Made, reader(http, Some(Shell), &["docker"]), Some(audience(&[], &[], &["docker", "kubectl"]))),
            (Not, reader(http, Some(Shell), &["curl"]), Some(audience(&[], &[], &["docker"]))),
            (Not, reader(http, None, &[]), Some(audience(&[], &[], &["docker"]))),
            (Not, reader(http, Some(Python), &["requests"]), Some(audience(&["grpc"], &[], &["requests"]))),
            (Not, reader(http, Some(Go), &["requests"]), Some(audience(&[], &[Python], &["requests"]))),
            // The page itself is for all of them.
            (General, Reader::of_page(None), Some(audience(&["grpc"], &[Go], &["docker"]))),
            (Made, Reader::of_page(None).asking(Some(Go)), Some(audience(&["grpc"], &[Go], &["docker"]))),
            (Not, Reader::of_page(Some("http")), Some(audience(&["grpc"], &[], &[]))),
        ];
        for (expected, reader, audience) in rows {
            assert_eq!(reader.fit(audience.as_ref()), *expected, "{reader:?} {audience:?}");
        }
    }

    fn check(title: &'static str, audience: Option<Audience<'static>>) -> Check<'static> {
        Check { title: title.into(), run: None, tells: "".into(), audience }
    }

    #[test]
    fn the_evidence_chooses_then_fit_decides_and_what_is_for_others_comes_last() {
        let all = vec![
            check("grpc", Some(audience(&["grpc"], &[], &[]))),
            check("go", Some(audience(&[], &[Language::Go], &[]))),
            check("all", None),
            check("docker", Some(audience(&[], &[], &["docker"]))),
            check("also all", None),
        ];
        let titles = |reader: &Reader, chosen: &[u8]| {
            let arranged = reader.arrange(all.clone(), chosen);
            let titles =
                |all: &[&Check<'_>]| all.iter().map(|one| one.title.to_string()).collect::<Vec<_>>().join(", ");
            let shown = titles(&reader.fitting(&arranged));
            (titles(&arranged.iter().collect::<Vec<_>>()), shown)
        };
        let unknown = reader(&["http"], None, &[]);
        assert_eq!(titles(&unknown, &[]).0, "all, also all, go, grpc, docker");
        assert_eq!(titles(&unknown, &[]).1, "all, also all, go");
        assert_eq!(titles(&unknown, &[4, 0]).1, "also all, all, go");
        let docker = reader(&["http"], Some(Language::Shell), &["docker"]);
        assert_eq!(titles(&docker, &[]).1, "docker, all, also all");
        assert_eq!(titles(&docker, &[2, 3]).1, "all, docker, also all");
        let gopher = reader(&["grpc"], Some(Language::Go), &[]);
        assert_eq!(titles(&gopher, &[]).1, "go, grpc, all, also all");
    }

    #[test]
    fn no_code_of_another_system_or_language_is_shown() {
        let snippet = |language, system: Option<&'static str>, code: &'static str| Snippet {
            language,
            system: system.map(Text::from),
            code: code.into(),
        };
        let code = [
            snippet(Language::Shell, Some("grpc"), "grpcurl"),
            snippet(Language::Go, Some("grpc"), "grpc in Go"),
            snippet(Language::Go, Some("http"), "http in Go"),
            snippet(Language::Python, None, "any in Python"),
            snippet(Language::Python, Some("grpc"), "grpc in Python"),
            snippet(Language::Yaml, None, "yaml"),
        ];
        let shown = |systems: &[&str], language: Option<Language>| {
            reader(systems, language, &[]).choose(&code).map(|one| one.code.to_string()).unwrap_or_default()
        };
        assert_eq!(shown(&["grpc"], Some(Language::Go)), "grpc in Go");
        assert_eq!(shown(&["http"], Some(Language::Go)), "http in Go");
        assert_eq!(shown(&["grpc"], Some(Language::Python)), "grpc in Python");
        assert_eq!(shown(&["http"], Some(Language::Python)), "any in Python");
        assert_eq!(shown(&["grpc"], Some(Language::Swift)), "grpcurl");
        assert_eq!(shown(&["http"], Some(Language::Swift)), "yaml");
        assert_eq!(shown(&["http"], None), "http in Go");
        assert_eq!(reader(&["http"], Some(Language::Rust), &[]).choose(&code[..4]), None);
        assert_eq!(reader(&["tls"], None, &[]).choose(&code[..3]), None);
    }
}
