//! PURE. Addresses of documents: http and https, or a file beside the checklist, and nothing else.

use std::collections::HashMap;

use super::index::{Index, LazyPath};
use crate::checklist::problem::{Problem, ValuePart, quoted};
use crate::checklist::raw::RawChecklist;
use crate::checklist::values::with_placeholders;
use crate::text::is_plain;

pub(super) fn check(raw: &RawChecklist, index: &Index<'_>, out: &mut Vec<Problem>) {
    let source = LazyPath::Root.member("source");
    if let Some(url) = raw.source.as_ref().and_then(|source| source.url.as_deref()) {
        let wrong = url_error(url).or_else(|| (!is_web_url(url)).then_some(NOT_A_WEB_URL));
        report(url, wrong, &source.member("url"), out);
    }
    for (position, item) in index.items.iter().enumerate() {
        let at = LazyPath::Node(index, position);
        let at = at.member("references");
        let mut seen = HashMap::new();
        for (nth, reference) in item.raw.references.iter().enumerate() {
            let Some(url) = reference.url.as_deref() else { continue };
            report(url, url_error(&with_placeholders(url)), &at.item(nth).member("url"), out);
            let first = *seen.entry(url).or_insert(nth);
            if first != nth {
                let path = |nth| at.item(nth).member("url").path();
                out.push(
                    Problem::error("duplicate-reference", path(nth), "this step has the same address twice")
                        .with_label(path(first), ValuePart::Value, "first given here"),
                );
            }
        }
    }
}

/// What is wrong, and what to do.
type UrlError = (&'static str, &'static str);

const NOT_A_WEB_URL: UrlError = ("is no web address", "an address begins with `https://` or `http://`");

fn report(url: &str, fault: Option<UrlError>, at: &LazyPath<'_>, out: &mut Vec<Problem>) {
    if let Some((what, help)) = fault {
        let what = if url.is_empty() { format!("`url` {what}") } else { format!("{} {what}", quoted(url)) };
        out.push(Problem::error("bad-address", at.path(), what).with_help(help));
    }
}

/// Whether this is a web address rather than a file. The letters of the scheme may be large.
pub(crate) fn is_web_url(url: &str) -> bool {
    if url.starts_with("https:") || url.starts_with("http:") {
        return true;
    }
    url_scheme(url)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http"))
}

/// Whether a reference may have this address.
pub(crate) fn is_valid_url(url: &str) -> bool {
    url_error(url).is_none()
}

/// The word before the first colon, if it can be a scheme and not a part of a path.
fn url_scheme(url: &str) -> Option<&str> {
    let (scheme, _) = url.split_once(':')?;
    let plain = scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    (plain && scheme.starts_with(|c: char| c.is_ascii_alphabetic())).then_some(scheme)
}

/// Whether this is a web address as nearly all are, of which nothing is wrong: with a plain host,
/// without a port. All others are looked at part by part.
fn is_common_web_url(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")) else {
        return false;
    };
    let bytes = rest.as_bytes();
    let of_host = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    let host = bytes.iter().position(|byte| !of_host(byte)).unwrap_or(bytes.len());
    let (host, path) = bytes.split_at(host);
    let graphic = |byte: &u8| byte.is_ascii_graphic() && *byte != b'\\';
    !matches!(host.first(), None | Some(b'-'))
        && matches!(path.first(), None | Some(b'/' | b'?' | b'#'))
        && path.iter().all(graphic)
}

fn url_error(url: &str) -> Option<UrlError> {
    if is_common_web_url(url) {
        return None;
    }
    if url.trim().is_empty() {
        return Some(("is empty", "leave `url` out where no address is known"));
    }
    if !is_plain(url) && url.chars().any(is_hidden_char) {
        return Some(("contains a character that cannot be seen", "take it out, or write it as `%XX`"));
    }
    if is_web_url(url) { web_error(url) } else { file_error(url) }
}

fn is_hidden_char(c: char) -> bool {
    crate::text::is_hidden(None, c, None)
}

fn web_error(url: &str) -> Option<UrlError> {
    let rest = url.split_once(':').map(|(_, rest)| rest).unwrap_or_default();
    let Some(rest) = rest.strip_prefix("//") else {
        return Some(("has no `//` after the scheme", "write it as `https://host/path`"));
    };
    if url.contains(char::is_whitespace) {
        return Some(("contains white space", "write a blank in an address as `%20`"));
    }
    if url.contains('\\') {
        return Some(("contains a backslash", "write `/`"));
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return Some((
            "has a user part before the host",
            "an address with a name or password hides its host",
        ));
    }
    host_error(authority)
}

fn host_error(authority: &str) -> Option<UrlError> {
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port),
        _ => (authority, ""),
    };
    let in_brackets = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let plain = |host: &str| host.chars().all(|c| c.is_alphanumeric() || "-._~%".contains(c));
    let good_host = match in_brackets {
        Some(v6) => !v6.is_empty() && v6.chars().all(|c| c.is_ascii_hexdigit() || ":.".contains(c)),
        None => !host.is_empty() && !host.starts_with('-') && plain(host),
    };
    if !good_host {
        return Some(("names no host", "write it as `https://host/path`"));
    }
    let good_port =
        port.is_empty() || port.parse::<u16>().is_ok() && port.bytes().all(|b| b.is_ascii_digit());
    (!good_port).then_some(("has a port that is no number", "a port is a number up to 65535"))
}

const RELATIVE_HELP: &str = "name a file by its path from the checklist, such as `docs/plan.md`";

fn file_error(url: &str) -> Option<UrlError> {
    if url.starts_with(['/', '\\', '~']) {
        return Some(("is an absolute path", RELATIVE_HELP));
    }
    if url.contains(':') {
        return Some(match url_scheme(url) {
            Some(drive) if drive.len() == 1 => ("begins with a drive letter", RELATIVE_HELP),
            Some(_) => {
                ("is neither `https:` nor `http:` nor a file", "other kinds of addresses are never opened")
            }
            None => ("contains a colon", "no file name on Windows contains a colon"),
        });
    }
    if url.contains('\\') {
        return Some(("contains a backslash", "write `/` between folders; it works on Windows too"));
    }
    if url.starts_with('-') {
        return Some(("begins with a hyphen", "programs would take it for an option; write `./` before it"));
    }
    if url.split('/').any(|part| part == "..") {
        return Some(("leads out of the checklist's folder", RELATIVE_HELP));
    }
    (url.trim() != url).then_some(("begins or ends with a blank", RELATIVE_HELP))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn web_addresses_and_files_beside_the_checklist_are_good() {
        for good in [
            "https://example.org",
            "HTTP://example.org:8080/a(v=technet.10)?b#c@d",
            "https://[::1]:443/x",
            "http://münchen.example/ä",
            "docs/plan.md",
            "plan with blanks.pdf",
            "./-x",
            "a..b/..c",
        ] {
            assert_eq!(url_error(good), None, "{good}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for bad in [
            "",
            " ",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "smb://host/x",
            "\\\\host\\share",
            "//host/x",
            "/etc/passwd",
            "C:/x",
            "c:x",
            "a/b:c",
            "-rf",
            "../x",
            "a/../../x",
            "https:/x",
            "https:x",
            "https://",
            "https:///x",
            "https://user@host/",
            "https://u:p@host",
            "https://a b",
            "https://a\\b",
            "https://host:99999/",
            "https://host:+1/",
            "https://-x/",
            "https://[zz]/",
            "~/x",
            "x\u{202e}y",
            "a\nb",
            "https://ho\u{200b}st/",
            "mailto:a@b",
        ] {
            assert!(url_error(bad).is_some(), "{bad:?}");
        }
    }
}
