//! DISK. The format of a log: a header and entries, each a line of JSON, chained by hashes.

use std::fmt;

use jiff::Timestamp;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::error::FaultKind;
use crate::session::{Entry, Event};

const FORMAT: u64 = 1;
/// The beginning of a header.
pub(super) const HEADER_PREFIX: &[u8] = br#"{"runsheet_log":"#;
pub(super) const CHAIN_PREFIX: &[u8] = br#","chain":""#;
/// The bytes of a line after its chain, without the newline.
pub(super) const CHAIN_SUFFIX: &[u8] = br#""}"#;
const NUL_BYTES: &str = "the line holds NUL bytes, as a power cut can leave them";
/// The highest clock: the largest integer that every JSON reader represents exactly. The limit keeps
/// one wild number in a log from leaving no room for the entries of others.
pub(super) const MAX_CLOCK: u64 = (1 << 53) - 1;

/// The first line of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    pub session: Uuid,
    /// The writer's name as recorded.
    pub writer: String,
    /// The time of the first append by the writer's clock, in whole seconds.
    pub started: Timestamp,
    /// The repairs that have rewritten the log, the oldest first.
    pub repairs: Vec<RepairRecord>,
}

/// What a repair kept and what it set aside. It stays in the log's header, so that everybody who reads
/// the log learns of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepairRecord {
    pub at: Timestamp,
    /// The writer who repaired it.
    pub by: String,
    /// The number of entries that are lost.
    pub lost: u64,
    /// The number of entries that are kept although nothing proves that they are unchanged.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unproven: u64,
    /// The lines of the damaged log that were set aside: `3, 5-9`.
    pub lines: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(n: &u64) -> bool {
    *n == 0
}

/// The hash at the end of a line: SHA-256 in lower-case hex over the previous line's hash and this
/// line up to its own.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ChainHash([u8; 64]);

impl ChainHash {
    /// Returns the hash of these 64 digits, if they are such.
    pub(super) fn from_hex(hex: &[u8]) -> Option<Self> {
        let hex: [u8; 64] = hex.try_into().ok()?;
        hex.iter().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')).then_some(Self(hex))
    }

    pub(super) fn compute(previous: Option<&Self>, body: &[u8]) -> Self {
        let mut hash = Sha256::new();
        if let Some(Self(hex)) = previous {
            hash.update(hex);
        }
        hash.update(body);
        let mut hex = [0; 64];
        for (pair, byte) in hex.as_chunks_mut::<2>().0.iter_mut().zip(hash.finalize()) {
            *pair = [hex_digit(byte >> 4), hex_digit(byte & 15)];
        }
        Self(hex)
    }

    /// Returns the 64 hex digits.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Returns the bytes at the end of a log whose last line has this hash.
    pub(super) fn log_suffix(&self) -> Vec<u8> {
        [self.0.as_slice(), CHAIN_SUFFIX, b"\n"].concat()
    }
}

fn hex_digit(n: u8) -> u8 {
    if n < 10 { b'0' + n } else { b'a' + n - 10 }
}

impl fmt::Display for ChainHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for ChainHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An entry and the key that a script gave it.
pub(super) type KeyedEntry = (Entry, Option<String>);

/// Truncates a time to seconds, as logs hold it.
pub(super) fn whole_seconds(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}

/// Encodes a header as a line with its newline, and returns its hash too.
pub(super) fn encode_header(header: &Header) -> serde_json::Result<(Vec<u8>, ChainHash)> {
    #[derive(Serialize)]
    struct HeaderLine<'a> {
        runsheet_log: u64,
        session: Uuid,
        writer: &'a str,
        started: Timestamp,
        #[serde(skip_serializing_if = "<[_]>::is_empty")]
        repairs: &'a [RepairRecord],
    }
    let Header { session, writer, started, repairs } = header;
    let (session, started) = (*session, whole_seconds(*started));
    let line = HeaderLine { runsheet_log: FORMAT, session, writer, started, repairs };
    Ok(with_chain(serde_json::to_vec(&line)?, None))
}

/// Encodes an entry as a line with its newline, and returns its hash too.
/// `once` is the key by which a script knows that its change was recorded.
pub(super) fn encode_entry(
    entry: &Entry,
    once: Option<&str>,
    previous: &ChainHash,
) -> serde_json::Result<(Vec<u8>, ChainHash)> {
    #[derive(Serialize)]
    struct EntryLine<'a> {
        seq: u64,
        clock: u64,
        at: Timestamp,
        event: &'a Event,
        #[serde(skip_serializing_if = "Option::is_none")]
        once: Option<&'a str>,
    }
    let Entry { seq, clock, at, event } = entry;
    let line = EntryLine { seq: *seq, clock: *clock, at: whole_seconds(*at), event, once };
    Ok(with_chain(serde_json::to_vec(&line)?, Some(previous)))
}

/// Adds the chain as the last member of an object.
fn with_chain(mut line: Vec<u8>, previous: Option<&ChainHash>) -> (Vec<u8>, ChainHash) {
    line.pop();
    let chain = ChainHash::compute(previous, &line);
    line.extend_from_slice(CHAIN_PREFIX);
    line.extend_from_slice(&chain.log_suffix());
    (line, chain)
}

/// Decodes and checks a header line without its newline.
pub(super) fn decode_header(line: &[u8]) -> Result<(Header, ChainHash), FaultKind> {
    let read = || {
        let chain = verify_chain(line, None)?;
        Ok((parse_header(line)?, chain))
    };
    // A newer format may compute the chain in another way, so its number takes precedence, unless only
    // the number is damaged.
    read().map_err(|fault| newer_format(line).filter(|_| !has_damaged_number(line)).unwrap_or(fault))
}

fn has_damaged_number(line: &[u8]) -> bool {
    let digits = line.iter().skip(HEADER_PREFIX.len()).take_while(|byte| byte.is_ascii_digit()).count();
    let rest = line.get(HEADER_PREFIX.len() + digits..).unwrap_or_default();
    verify_chain(&[HEADER_PREFIX, FORMAT.to_string().as_bytes(), rest].concat(), None).is_ok()
}

/// Decodes a header line whose chain is not checked.
pub(super) fn parse_header(line: &[u8]) -> Result<Header, FaultKind> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct ParsedHeader {
        runsheet_log: u64,
        session: Uuid,
        writer: String,
        started: Timestamp,
        #[serde(default)]
        repairs: Vec<RepairRecord>,
        #[serde(rename = "chain")]
        _chain: IgnoredAny,
    }
    let ParsedHeader { runsheet_log, session, writer, started, repairs, _chain } = parse_line(line)?;
    if runsheet_log != FORMAT {
        return Err(FaultKind::damaged(format!("there is no log format {runsheet_log}")));
    }
    Ok(Header { session, writer, started, repairs })
}

fn newer_format(line: &[u8]) -> Option<FaultKind> {
    #[derive(Deserialize)]
    struct Peek {
        runsheet_log: u64,
    }
    let Peek { runsheet_log } = serde_json::from_slice(line).ok()?;
    (runsheet_log > FORMAT)
        .then(|| FaultKind::too_new(format!("the log has format {runsheet_log}, this one reads {FORMAT}")))
}

/// Decodes and checks an entry line without its newline.
pub(super) fn decode_entry(line: &[u8], previous: &ChainHash) -> Result<(KeyedEntry, ChainHash), FaultKind> {
    let chain = verify_chain(line, Some(previous))?;
    Ok((parse_entry(line)?, chain))
}

/// Decodes an entry line whose chain is not checked.
pub(super) fn parse_entry(line: &[u8]) -> Result<KeyedEntry, FaultKind> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct ParsedEntry {
        seq: u64,
        clock: u64,
        at: Timestamp,
        event: Event,
        #[serde(default)]
        once: Option<String>,
        #[serde(rename = "chain")]
        _chain: IgnoredAny,
    }
    let ParsedEntry { seq, clock, at, event, once, _chain } = parse_line(line)?;
    Ok((Entry { seq, clock, at, event }, once))
}

/// Checks that a line ends in the expected chain, and returns it.
fn verify_chain(line: &[u8], previous: Option<&ChainHash>) -> Result<ChainHash, FaultKind> {
    let Some((body, hex)) = split_chain(line) else {
        return Err(FaultKind::damaged(missing_chain_reason(line)));
    };
    let chain = ChainHash::compute(previous, body);
    if chain.0 == hex {
        return Ok(chain);
    }
    let nuls = line.contains(&0).then_some(NUL_BYTES);
    Err(FaultKind::damaged(
        nuls.unwrap_or("the chain does not match: this line or one before it was changed"),
    ))
}

/// Splits a line into the part before its chain and the hash.
pub(super) fn split_chain(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let rest = line.strip_suffix(CHAIN_SUFFIX)?;
    let (front, hex) = rest.split_at_checked(rest.len().checked_sub(64)?)?;
    Some((front.strip_suffix(CHAIN_PREFIX)?, hex))
}

fn missing_chain_reason(line: &[u8]) -> &'static str {
    if is_conflict_marker(line) {
        "git left a conflict here: both sides follow"
    } else if line.ends_with(b"\r") {
        "the line ends in CR LF: something changed the line ends (Git's `core.autocrlf`?)"
    } else if line.contains(&0) {
        NUL_BYTES
    } else {
        "the line does not end in a chain"
    }
}

/// Returns whether git wrote the line, around or between the two sides of a conflict.
pub(super) fn is_conflict_marker(line: &[u8]) -> bool {
    [b"<<<<<<<".as_slice(), b"=======", b">>>>>>>", b"|||||||"].iter().any(|mark| line.starts_with(mark))
}

/// Parses a line whose chain is right. An unknown member was therefore written by a newer program:
/// a change of the file would have broken the chain.
fn parse_line<'a, T: Deserialize<'a>>(line: &'a [u8]) -> Result<T, FaultKind> {
    serde_json::from_slice(line).map_err(|error| {
        let message = error.to_string();
        if message.starts_with("unknown field") || message.starts_with("unknown variant") {
            FaultKind::too_new(message)
        } else {
            FaultKind::damaged(format!("not an entry of a log: {message}"))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Status;

    const HEADER: &str = concat!(
        r#"{"runsheet_log":1,"session":"0193547a-7b1c-7000-8000-000000000001","writer":"alice@sccm01","#,
        r#""started":"2026-11-22T17:03:11Z","chain":"3165accb7bde48d46e21d7f70b0a92c066cbecb086e892b4041a80dd9f13dbf6"}"#,
        "\n"
    );
    const ENTRY: &str = concat!(
        r#"{"seq":1,"clock":7,"at":"2026-11-22T17:03:11Z","event":{"marked":{"step":"s","status":"done"}},"#,
        r#""chain":"761cc007255bc679800fc7baa55af1a73464cd867f2ae53cfcb3981eef679040"}"#,
        "\n"
    );

    fn header() -> Header {
        Header {
            session: "0193547a-7b1c-7000-8000-000000000001".parse().unwrap(),
            writer: "alice@sccm01".into(),
            started: "2026-11-22T17:03:11Z".parse().unwrap(),
            repairs: Vec::new(),
        }
    }

    fn entry() -> Entry {
        let event = Event::Marked {
            step: "s".into(),
            status: Status::Done,
            reason: None,
            accepts: Vec::new(),
            undoes: None,
        };
        Entry { seq: 1, clock: 7, at: "2026-11-22T17:03:11.9Z".parse().unwrap(), event }
    }

    fn without_newline(bytes: &[u8]) -> &[u8] {
        bytes.strip_suffix(b"\n").unwrap()
    }

    /// Returns a line with any body and a valid chain, as a newer program would write it.
    fn line_with_chain(body: &str, previous: Option<&ChainHash>) -> Vec<u8> {
        without_newline(&with_chain(body.into(), previous).0).to_vec()
    }

    #[test]
    fn the_bytes_of_a_log_are_pinned() {
        let (bytes, chain) = encode_header(&header()).unwrap();
        assert_eq!(String::from_utf8(bytes.clone()).unwrap(), HEADER);
        assert_eq!(decode_header(without_newline(&bytes)).unwrap(), (header(), chain));
        let (bytes, next) = encode_entry(&entry(), None, &chain).unwrap();
        assert_eq!(String::from_utf8(bytes.clone()).unwrap(), ENTRY);
        let whole = Entry { at: whole_seconds(entry().at), ..entry() };
        assert_eq!(decode_entry(without_newline(&bytes), &chain).unwrap(), ((whole.clone(), None), next));
        let (bytes, next) = encode_entry(&entry(), Some("k 1"), &chain).unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(text.contains(r#""status":"done"}},"once":"k 1","chain":""#), "{text}");
        let keyed = (whole, Some("k 1".to_owned()));
        assert_eq!(decode_entry(without_newline(&bytes), &chain).unwrap(), (keyed, next));
    }

    #[test]
    fn the_record_of_a_repair_is_pinned() {
        let record = |unproven| RepairRecord {
            at: "2026-11-23T08:00:00Z".parse().unwrap(),
            by: "bob@h2".into(),
            lost: 2,
            unproven,
            lines: "3, 5-6".into(),
        };
        let header = Header { repairs: vec![record(0), record(1)], ..header() };
        let (bytes, chain) = encode_header(&header).unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        let repairs = concat!(
            r#""started":"2026-11-22T17:03:11Z","repairs":["#,
            r#"{"at":"2026-11-23T08:00:00Z","by":"bob@h2","lost":2,"lines":"3, 5-6"},"#,
            r#"{"at":"2026-11-23T08:00:00Z","by":"bob@h2","lost":2,"unproven":1,"lines":"3, 5-6"}],"chain":""#
        );
        assert!(text.contains(repairs), "{text}");
        assert_eq!(decode_header(without_newline(&bytes)).unwrap(), (header, chain));
    }

    #[test]
    fn entries_of_a_newer_program_are_not_damage() {
        let (_, chain) = encode_header(&header()).unwrap();
        for body in [
            r#"{"seq":1,"clock":7,"at":"2026-11-22T17:03:11Z","event":{"painted":{"step":"s"}}}"#,
            r#"{"seq":1,"clock":7,"at":"2026-11-22T17:03:11Z","event":"closed"}"#,
            r#"{"seq":1,"clock":7,"at":"2026-11-22T17:03:11Z","why":"x","event":{"noted":{"step":"s","text":""}}}"#,
            r#"{"seq":1,"clock":7,"at":"2026-11-22T17:03:11Z","event":{"noted":{"step":"s","text":"","hue":1}}}"#,
            r#"{"seq":1,"clock":7,"at":"2026-11-22T17:03:11Z","event":{"marked":{"step":"s","status":"half"}}}"#,
            r#"{"seq":1,"clock":7,"at":"2026-11-22T17:03:11Z","event":{"adopted":{"checklist":{"format":1,"id":"c","title":"C","hue":1,"steps":[]}}}}"#,
        ] {
            let fault = decode_entry(&line_with_chain(body, Some(&chain)), &chain).unwrap_err();
            assert!(matches!(fault, FaultKind::TooNew { .. }), "{fault:?}");
        }
        let fault = decode_header(br#"{"runsheet_log":2,"other":"chain"}"#).unwrap_err();
        assert!(matches!(fault, FaultKind::TooNew { .. }), "{fault:?}");
    }

    #[test]
    fn damage_is_described_in_text_that_is_safe_to_show() {
        let (bytes, chain) = encode_header(&header()).unwrap();
        let crlf = [without_newline(&bytes), b"\r"].concat();
        for (bytes, words) in [
            (crlf.as_slice(), "CR LF"),
            (b"\0\0\0\0".as_slice(), "NUL"),
            (b"hello".as_slice(), "does not end in a chain"),
            (&line_with_chain(r#"{"runsheet_log":0}"#, None), "missing field"),
            (&line_with_chain("{\"a\u{1b}[31m\":0}", None), "control character"),
        ] {
            let FaultKind::Damaged { message } = decode_header(bytes).unwrap_err() else {
                panic!("not damage")
            };
            assert!(message.contains(words) && !message.contains('\u{1b}'), "{message}");
        }
        let twice = line_with_chain(
            r#"{"seq":1,"seq":1,"clock":7,"at":"2026-11-22T17:03:11Z","event":{"noted":{"step":"s","text":""}}}"#,
            Some(&chain),
        );
        assert!(matches!(decode_entry(&twice, &chain), Err(FaultKind::Damaged { .. })));
    }
}
