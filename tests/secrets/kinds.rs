//! Kinds of secrets, made up. Each is put together when the test runs, so that no scanner takes the source for a leak.

/// A secret that nobody has.
#[derive(Debug, Clone)]
pub(crate) struct Kind {
    pub name: String,
    pub value: String,
    /// Whether its own shape says what it is, without a name.
    pub shape: bool,
}

const MIXED: &str = "q7XkM2zV4nT9bWr3HcJ8pLd5";
const LOWER: &str = "q7xkm2zv4nt9bwr3hcj8pld5";
const UPPER: &str = "Q7XKM2ZV4NT9BWR3HCJ8PLD5";
const HEX: &str = "3f9a07c1e5d2b846";
const DIGITS: &str = "4829135706";
const LETTERS: &str = "qwXkMnzVbnTcbWrdHcJgpLds";

/// So many characters of an alphabet, in no order that a reader would see.
fn random(alphabet: &str, length: usize, seed: usize) -> String {
    let alphabet: Vec<char> = alphabet.chars().collect();
    let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(97);
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % alphabet.len()
    };
    (0..length).map(|_| alphabet[next()]).collect()
}

/// Beginnings in two parts, the alphabet of the rest, and its length.
const TOKENS: &[(&str, &str, &str, usize)] = &[
    ("AK", "IA", UPPER, 16),
    ("AS", "IA", UPPER, 16),
    ("AB", "IA", UPPER, 16),
    ("AB", "SK", MIXED, 109),
    ("AI", "za", MIXED, 35),
    ("ya", "29.", MIXED, 60),
    ("1/", "/0", MIXED, 40),
    ("GOC", "SPX-", MIXED, 28),
    ("gh", "p_", MIXED, 36),
    ("gh", "o_", MIXED, 36),
    ("gh", "u_", MIXED, 36),
    ("gh", "s_", MIXED, 36),
    ("gh", "r_", MIXED, 36),
    ("github", "_pat_", MIXED, 82),
    ("gl", "pat-", MIXED, 20),
    ("gl", "dt-", MIXED, 20),
    ("gl", "rt-", MIXED, 20),
    ("gl", "ptt-", HEX, 40),
    ("gl", "ft-", MIXED, 20),
    ("gl", "cbt-", MIXED, 24),
    ("gl", "imt-", MIXED, 25),
    ("gl", "agent-", MIXED, 50),
    ("gl", "oas-", HEX, 64),
    ("gl", "soat-", MIXED, 20),
    ("gl", "ffct-", MIXED, 20),
    ("GR13", "48941", MIXED, 20),
    ("np", "m_", MIXED, 36),
    ("py", "pi-", MIXED, 150),
    ("ruby", "gems_", HEX, 48),
    ("CLO", "JARS_", HEX, 60),
    ("oy", "2", LOWER, 43),
    ("h", "f_", LETTERS, 34),
    ("xo", "xb-", MIXED, 40),
    ("xo", "xp-", MIXED, 40),
    ("xo", "xa-", MIXED, 40),
    ("xo", "xs-", MIXED, 40),
    ("xo", "xc-", MIXED, 40),
    ("xo", "xe-", MIXED, 146),
    ("xa", "pp-", MIXED, 60),
    ("s", "k-proj-", MIXED, 74),
    ("s", "k-ant-api03-", MIXED, 93),
    ("s", "k-or-v1-", HEX, 64),
    ("s", "k-", MIXED, 48),
    ("s", "k_live_", MIXED, 24),
    ("s", "k_test_", MIXED, 24),
    ("r", "k_live_", MIXED, 24),
    ("r", "k_test_", MIXED, 24),
    ("p", "k_live_", MIXED, 24),
    ("wh", "sec_", MIXED, 32),
    ("xkey", "sib-", HEX, 64),
    ("ke", "y-", HEX, 32),
    ("hv", "s.", MIXED, 90),
    ("hv", "b.", MIXED, 138),
    ("do", "p_v1_", HEX, 64),
    ("do", "o_v1_", HEX, 64),
    ("do", "r_v1_", HEX, 64),
    ("dckr", "_pat_", MIXED, 27),
    ("shp", "at_", HEX, 32),
    ("shp", "ca_", HEX, 32),
    ("shp", "pa_", HEX, 32),
    ("shp", "ss_", HEX, 32),
    ("ATA", "TT3xFfGF0", MIXED, 170),
    ("ATC", "TT3xFfGN0", MIXED, 170),
    ("AT", "BB", MIXED, 32),
    ("ops", "_eyJ", MIXED, 250),
    ("AK", "Cp", MIXED, 69),
    ("cmV", "md", MIXED, 59),
    ("da", "pi", HEX, 32),
    ("gl", "c_", MIXED, 60),
    ("gl", "sa_", MIXED, 41),
    ("eyJr", "Ijoi", MIXED, 80),
    ("PM", "AK-", HEX, 58),
    ("lin_", "api_", MIXED, 40),
    ("dp.", "pt.", MIXED, 43),
    ("dp.", "st.", MIXED, 43),
    ("dp.", "ct.", MIXED, 43),
    ("AGE-", "SECRET-KEY-1", UPPER, 58),
    ("pp", "lx-", MIXED, 48),
    ("gs", "k_", MIXED, 52),
    ("xa", "i-", MIXED, 80),
    ("nv", "api-", MIXED, 64),
    ("r", "8_", MIXED, 37),
    ("pc", "sk_", MIXED, 60),
    ("tv", "ly-", MIXED, 32),
    ("lsv2", "_pt_", HEX, 32),
    ("sn", "trys_", MIXED, 120),
    ("sn", "tryu_", HEX, 64),
    ("sha", "256~", MIXED, 43),
    ("NR", "AK-", UPPER, 27),
    ("NR", "JS-", HEX, 19),
    ("nt", "n_", MIXED, 46),
    ("HR", "KU-AA", MIXED, 58),
    ("pu", "l-", HEX, 40),
    ("pn", "u_", MIXED, 36),
    ("pscale", "_tkn_", MIXED, 43),
    ("pscale", "_pw_", MIXED, 43),
    ("pscale", "_oauth_", MIXED, 43),
    ("fo", "1_", MIXED, 43),
    ("fm", "2_", MIXED, 120),
    ("LT", "AI", MIXED, 20),
    ("dt0", "c01.", UPPER, 24),
    ("EZ", "AK", MIXED, 54),
    ("EZ", "TK", MIXED, 54),
    ("EA", "AM", MIXED, 120),
    ("sq0", "atp-", MIXED, 22),
    ("sq0", "csp-", MIXED, 43),
    ("FLW", "SECK_TEST-", HEX, 32),
    ("fio", "-u-", MIXED, 64),
    ("duffel", "_test_", MIXED, 43),
    ("shippo", "_live_", HEX, 40),
    ("rzp", "_live_", MIXED, 14),
    ("access-", "sandbox-", HEX, 36),
    ("sg", "p_", HEX, 40),
    ("tf", "p_", MIXED, 59),
    ("rd", "me_", LOWER, 70),
    ("tk-", "us-", MIXED, 48),
    ("sm_", "aat_", MIXED, 16),
    ("ic", "o-", MIXED, 32),
    ("p8", "e-", MIXED, 32),
    ("sb", "p_", HEX, 40),
    ("sb_", "secret_", MIXED, 31),
    ("fi", "gd_", MIXED, 40),
    ("r", "e_", MIXED, 32),
    ("nf", "p_", MIXED, 36),
    ("bk", "ua_", HEX, 40),
    ("CCI", "PAT_", MIXED, 44),
    ("CF", "PAT-", MIXED, 43),
    ("ts", "key-auth-", MIXED, 33),
    ("sq", "p_", HEX, 40),
    ("s", "k.eyJ", MIXED, 80),
    ("api.telegram", ".org/bot483912345:AA", MIXED, 33),
    ("hooks.slack", ".com/services/T00000000/B00000000/", MIXED, 24),
    ("hooks.slack", ".com/workflows/T00000000/A00000000/", MIXED, 40),
    ("discord", ".com/api/webhooks/483912345/", MIXED, 68),
];

/// All of them.
pub(crate) fn all() -> Vec<Kind> {
    let mut kinds: Vec<Kind> = TOKENS
        .iter()
        .enumerate()
        .map(|(at, (one, two, alphabet, length))| Kind {
            name: format!("{one}{two}"),
            value: format!("{one}{two}{}", random(alphabet, *length, at)),
            shape: true,
        })
        .collect();
    let mut add = |name: &str, value: String, shape: bool| kinds.push(Kind { name: name.to_owned(), value, shape });
    let part = |length, seed| random(MIXED, length, seed);
    add("jwt", format!("ey{}.ey{}.{}", "JhbGciOiJIUzI1NiJ9", part(60, 1), part(43, 2)), true);
    add("jwt without signature", format!("ey{}.ey{}.", "JhbGciOiJub25lIn0", part(50, 3)), true);
    add(
        "jwe",
        format!("ey{}.{}.{}.{}.{}", "JhbGciOiJkaXIifQ", part(10, 4), part(16, 5), part(60, 6), part(22, 7)),
        true,
    );
    add("jwt that was cut", format!("ey{}{}", "JhbGciOi", part(60, 8)), true);
    add("SendGrid", format!("S{}{}.{}", "G.", part(22, 9), part(43, 10)), true);
    add("Terraform", format!("{}.{}.{}", part(14, 11), "atlasv1", part(67, 12)), true);
    add("Azure secret", format!("{}8{}~{}", part(3, 13), "Q", part(34, 14)), true);
    add("Cloudflare origin", format!("v1.{}-{}-{}", "0", random(HEX, 24, 15), random(HEX, 146, 16)), true);
    for (at, length) in [16, 20, 24, 32, 40, 64, 128].into_iter().enumerate() {
        add(&format!("{length} letters and digits"), part(length, 20 + at), false);
        add(&format!("{length} small letters and digits"), random(LOWER, length, 30 + at), false);
    }
    for (at, length) in [32, 40, 64].into_iter().enumerate() {
        add(&format!("{length} hexadecimal digits"), format!("a{}", random(HEX, length - 1, 40 + at)), false);
    }
    let hex = |length, seed| random(HEX, length, seed);
    add("UUID", format!("{}-{}-{}-{}-{}", hex(8, 51), hex(4, 52), hex(4, 53), hex(4, 54), hex(12, 55)), false);
    add("base64", format!("{}+{}/{}==", part(14, 61), part(14, 62), part(12, 63)), false);
    add("base64url", format!("{}-{}_{}", part(14, 64), part(14, 65), part(14, 66)), false);
    add("with tildes", format!("{}~{}~{}", part(12, 67), part(12, 68), part(12, 69)), false);
    add("with dots", format!("{}.{}.{}", part(20, 70), part(6, 71), part(27, 72)), false);
    add("digits and a letter", format!("{}k{}", random(DIGITS, 12, 73), random(DIGITS, 12, 74)), false);
    add("letters", random(LETTERS, 40, 75), false);
    kinds
}
