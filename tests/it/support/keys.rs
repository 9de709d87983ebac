//! Keys as tests write them: `"jj<enter>"`, as the bytes that a terminal sends.

/// The bytes of keys; a name in angle brackets is one key.
pub(crate) fn bytes(keys: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = keys;
    while let Some(c) = rest.chars().next() {
        let named = rest.strip_prefix('<').and_then(|rest| rest.split_once('>'));
        if let Some((name, after)) = named {
            bytes.extend_from_slice(key(name).as_bytes());
            rest = after;
        } else {
            let (key, after) = rest.split_at(c.len_utf8());
            bytes.extend_from_slice(key.as_bytes());
            rest = after;
        }
    }
    bytes
}

fn key(name: &str) -> &'static str {
    match name {
        "enter" => "\r",
        "esc" => "\x1b",
        "tab" => "\t",
        "space" => " ",
        "down" => "\x1b[B",
        "up" => "\x1b[A",
        "end" => "\x1b[F",
        "home" => "\x1b[H",
        "c-c" => "\x03",
        "c-k" => "\x0b",
        "c-l" => "\x0c",
        "c-s" => "\x13",
        "c-u" => "\x15",
        "c-z" => "\x1a",
        _ => panic!("no key is called <{name}>"),
    }
}
