//! DISK. What is still whole in a damaged log.
//!
//! Every line states its own chain value. A line that continues from a value which is stated in the
//! file, or which follows from a line there, is therefore as it was written, whatever happened to the
//! rest. Lines are found by their numbers, so they may have been moved, doubled or put together.

use std::collections::{BTreeMap, BTreeSet};

use memchr::memmem;

use super::error::FaultKind;
use super::log::{
    CHAIN_PREFIX, CHAIN_SUFFIX, ChainHash, HEADER_PREFIX, Header, MAX_CLOCK, decode_header,
    is_conflict_marker, parse_entry, parse_header, split_chain,
};
use crate::session::{Entry, Event};

/// The beginning of an entry.
const ENTRY_PREFIX: &[u8] = br#"{"seq":"#;
const STARTED: &[u8] = br#""started":{"#;
const CHECKLIST: &[u8] = br#""checklist":"#;
/// The most bytes behind a checklist in its line.
const MAX_TAIL: usize = 256;
/// The most ranges of lines that are named.
const MAX_RANGES: usize = 50;

/// What is whole in a damaged log.
#[derive(Debug, Default)]
pub(super) struct Salvage {
    /// The header, whether its chain is right or not.
    pub(super) header: Option<Header>,
    pub(super) header_is_proven: bool,
    /// The entries that are kept, by their numbers.
    pub(super) entries: Vec<Entry>,
    /// The keys of scripts, by the numbers of their entries.
    pub(super) once: BTreeMap<u64, String>,
    /// The number of entries that are kept although no line proves them.
    pub(super) unproven: u64,
    /// The number of entries that are lost.
    pub(super) lost: u64,
    /// The ranges of lines that are not kept, from 1 and in order.
    lines: Vec<(u64, u64)>,
    /// A line that is whole and that only a newer program understands.
    pub(super) too_new: Option<(u64, FaultKind)>,
    /// The kept lines as they were written, with their newlines, if the file needs no more than that.
    pub(super) mended: Vec<u8>,
}

/// A piece of the file that is a line, or what has become of one or, where nothing is left of them, of several.
struct Fragment<'a> {
    line: u64,
    last_line: u64,
    bytes: &'a [u8],
    stated: Option<ChainHash>,
    entry: Result<Entry, FaultKind>,
    once: Option<String>,
    /// The chain values that are right if the piece is, where the stated one is not.
    computed: Vec<ChainHash>,
    /// The piece that this one continues from.
    parent: Option<usize>,
    proven: bool,
}

/// Reads what is whole in the bytes of a damaged log.
pub(super) fn salvage(bytes: &[u8]) -> Salvage {
    let mut pieces = split_log(bytes);
    let mut salvage = Salvage::default();
    let header = salvage.read_header(&pieces);
    prove(&mut pieces, header);
    salvage.keep(&pieces, header);
    salvage
}

/// Puts one of these texts in the place of a damaged checklist. The chain shows whether it is the text
/// that was written: a line states a hash of all of itself. Returns nothing if none of them is.
pub(super) fn restore_checklists(bytes: &[u8], texts: &[String]) -> Option<Vec<u8>> {
    let mut pieces = split_log(bytes);
    let header = Salvage::default().read_header(&pieces);
    prove(&mut pieces, header);
    let mut restored = Vec::with_capacity(bytes.len());
    let mut found = false;
    for (at, piece) in pieces.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| pieces.get(at));
        let line = before
            .filter(|_| !piece.proven && Some(at) != header)
            .and_then(|before| texts.iter().find_map(|text| restore_line(piece, before, text.as_bytes())));
        found |= line.is_some();
        restored.extend(line.as_deref().unwrap_or(piece.bytes));
        restored.push(b'\n');
    }
    found.then_some(restored)
}

fn restore_line(piece: &Fragment<'_>, before: &Fragment<'_>, text: &[u8]) -> Option<Vec<u8>> {
    let (stated, (body, _)) = (piece.stated?, split_chain(piece.bytes)?);
    let start = find(body, CHECKLIST)? + CHECKLIST.len();
    let front = body.get(..start)?;
    let ends = (start..body.len()).rev().take(MAX_TAIL).filter(|at| body.get(*at) == Some(&b'}'));
    for end in ends {
        let line = [front, text, body.get(end..)?].concat();
        let is_it = |previous: &ChainHash| ChainHash::compute(Some(previous), &line) == stated;
        if before.stated.iter().chain(&before.computed).any(is_it) {
            return Some([&line, piece.bytes.get(body.len()..)?].concat());
        }
    }
    None
}

/// Returns the line with the start of the session, if there is one that may be it.
pub(super) fn damaged_start(bytes: &[u8]) -> Option<Vec<u8>> {
    let pieces = split_log(bytes);
    let with = |part: &[u8]| pieces.iter().find(|piece| find(piece.bytes, part).is_some());
    with(STARTED).or_else(|| with(CHECKLIST)).map(|piece| piece.bytes.to_vec())
}

fn split_log(bytes: &[u8]) -> Vec<Fragment<'_>> {
    // Without its newline a line was never committed.
    let end = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let mut pieces: Vec<Fragment<'_>> = Vec::new();
    let committed = bytes.get(..end).unwrap_or_default();
    // Where the last piece begins, if nothing is left of its lines.
    let (mut junk_start, mut start) = (None, 0);
    for (line, text) in (1..).zip(committed.split_inclusive(|byte| *byte == b'\n')) {
        let (from, known) = (start, pieces.len());
        start += text.len();
        let text = text.strip_suffix(b"\n").unwrap_or(text);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        split_line(line, text, &mut pieces);
        let is_junk = line > 1 && pieces.len() == known + 1 && pieces.last().is_some_and(Fragment::is_junk);
        match junk_start.filter(|_| is_junk) {
            // Millions of such lines must not take a piece each.
            Some(junk_start) => {
                pieces.pop();
                if let Some(before) = pieces.last_mut() {
                    before.last_line = line;
                    before.bytes = committed.get(junk_start..from + text.len()).unwrap_or_default();
                }
            }
            None => junk_start = is_junk.then_some(from),
        }
    }
    pieces
}

impl Fragment<'_> {
    /// Whether nothing is left of a line, or nothing that is looked for.
    fn is_junk(&self) -> bool {
        self.stated.is_none()
            && self.entry.is_err()
            && !is_conflict_marker(self.bytes)
            && find(self.bytes, CHECKLIST).is_none()
            && find(self.bytes, STARTED).is_none()
    }

    fn line_count(&self) -> u64 {
        self.last_line - self.line + 1
    }
}

/// Splits a line where newlines were lost: behind each chain in it.
fn split_line<'a>(line: u64, mut rest: &'a [u8], pieces: &mut Vec<Fragment<'a>>) {
    while !rest.is_empty() {
        let (piece, behind) = rest.split_at(chain_end(rest).unwrap_or(rest.len()));
        rest = behind;
        // What was put before a line, or is left of the one before it, is not a part of it.
        let from = [ENTRY_PREFIX, HEADER_PREFIX].iter().filter_map(|prefix| rfind(piece, prefix)).max();
        let bytes = piece.get(from.unwrap_or(0)..).unwrap_or(piece);
        let stated = split_chain(bytes).and_then(|(_, hex)| ChainHash::from_hex(hex));
        // The chain may be damaged, and the line not.
        let whole = body_of(bytes).map(|body| [body, CHAIN_PREFIX, CHAIN_SUFFIX].concat());
        let (entry, once) = match parse_entry(whole.as_deref().unwrap_or(bytes)) {
            Ok((entry, once)) => (Ok(entry), once),
            Err(kind) => (Err(kind), None),
        };
        pieces.push(Fragment {
            line,
            last_line: line,
            bytes,
            stated,
            entry,
            once,
            computed: Vec::new(),
            parent: None,
            proven: false,
        });
    }
}

/// Returns the end of the first chain.
fn chain_end(line: &[u8]) -> Option<usize> {
    let len = CHAIN_PREFIX.len() + 64 + CHAIN_SUFFIX.len();
    let mut from = 0;
    while let Some(at) = find(line.get(from..)?, CHAIN_PREFIX).map(|at| at + from) {
        let chain = line.get(at..at + len);
        if chain.is_some_and(|chain| chain.ends_with(CHAIN_SUFFIX)) {
            return Some(at + len);
        }
        from = at + 1;
    }
    None
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    memmem::find(text, part)
}

fn rfind(text: &[u8], part: &[u8]) -> Option<usize> {
    memmem::rfind(text, part)
}

/// Marks every piece that continues from another one or from the header, or that another one continues
/// from.
fn prove(pieces: &mut [Fragment<'_>], header: Option<usize>) {
    let mut by_seq: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (at, piece) in pieces.iter().enumerate() {
        if let Ok(entry) = &piece.entry {
            by_seq.entry(entry.seq).or_default().push(at);
        }
    }
    for at in 0..pieces.len() {
        if Some(at) == header {
            if let Some(piece) = pieces.get_mut(at) {
                piece.proven = decode_header(piece.bytes).is_ok();
                piece.computed.extend(body_of(piece.bytes).map(|body| ChainHash::compute(None, body)));
            }
            continue;
        }
        let mut parents: Vec<usize> = at.checked_sub(1).into_iter().collect();
        match pieces.get(at).map(|piece| &piece.entry) {
            Some(Ok(entry)) if entry.seq == 1 => parents.extend(header),
            Some(Ok(entry)) => parents.extend(by_seq.get(&entry.seq.wrapping_sub(1)).into_iter().flatten()),
            _ => {}
        }
        prove_piece(pieces, at, &parents);
    }
}

/// Returns the part of a line before its chain, whether that is whole or not.
fn body_of(line: &[u8]) -> Option<&[u8]> {
    let at = rfind(line, CHAIN_PREFIX);
    line.get(..at.or_else(|| line.len().checked_sub(CHAIN_PREFIX.len() + 64 + CHAIN_SUFFIX.len()))?)
}

fn prove_piece(pieces: &mut [Fragment<'_>], at: usize, parents: &[usize]) {
    let Some(piece) = pieces.get(at) else { return };
    let Some(body) = body_of(piece.bytes) else { return };
    let (stated, mut computed) = (piece.stated, Vec::new());
    for &parent in parents.iter().filter(|parent| **parent != at) {
        let Some(before) = pieces.get(parent) else { continue };
        let known: Vec<ChainHash> = before.stated.iter().chain(&before.computed).copied().collect();
        for (rank, previous) in (0..).zip(known) {
            let chain = ChainHash::compute(Some(&previous), body);
            if Some(chain) != stated {
                computed.push(chain);
                continue;
            }
            // The chain of the line before is damaged, and not the line.
            let chain_only = rank >= usize::from(pieces.get(parent).is_some_and(|it| it.stated.is_some()));
            if let Some(before) = pieces.get_mut(parent).filter(|_| chain_only) {
                before.proven = true;
                before.stated = Some(previous);
            }
            if let Some(piece) = pieces.get_mut(at) {
                (piece.proven, piece.parent) = (true, Some(parent));
            }
            return;
        }
    }
    if let Some(piece) = pieces.get_mut(at) {
        piece.computed = computed;
    }
}

impl Salvage {
    /// Reads the header, and returns its piece.
    fn read_header(&mut self, pieces: &[Fragment<'_>]) -> Option<usize> {
        let proven = pieces.iter().position(|piece| decode_header(piece.bytes).is_ok());
        let at = proven.or_else(|| {
            let is_entry = |piece: &Fragment<'_>| piece.bytes.starts_with(ENTRY_PREFIX);
            (!pieces.first().is_none_or(is_entry)).then_some(0)
        })?;
        self.header = pieces.get(at).and_then(|piece| parse_header(piece.bytes).ok());
        self.header_is_proven = proven.is_some();
        Some(at)
    }

    fn keep(&mut self, pieces: &[Fragment<'_>], header: Option<usize>) {
        let mut kept: Vec<usize> = Vec::new();
        let children = children_of(pieces);
        let mut last_proven = None;
        for (at, piece) in pieces.iter().enumerate() {
            let before = last_proven;
            last_proven = if piece.proven { Some(piece) } else { before };
            let children = children.get(&at).map_or(&[][..], Vec::as_slice);
            match &piece.entry {
                Ok(_) if piece.proven || is_plausible(piece, before, children) => kept.push(at),
                Err(kind @ FaultKind::TooNew { .. }) if piece.proven && Some(at) != header => {
                    self.too_new.get_or_insert((piece.line, kind.clone()));
                }
                _ => {}
            }
        }
        let doubled = remove_doubled(pieces, &mut kept);
        let sorted = in_order(pieces, kept);
        let kept: BTreeSet<usize> = sorted.iter().map(|(at, _)| *at).collect();
        self.unproven =
            sorted.iter().filter(|(at, _)| !pieces.get(*at).is_some_and(|it| it.proven)).count() as u64;
        let key_of = |at: usize| pieces.get(at).and_then(|piece| piece.once.clone());
        self.once = sorted.iter().filter_map(|(at, entry)| Some((entry.seq, key_of(*at)?))).collect();
        self.entries = sorted.into_iter().map(|(_, entry)| entry).collect();
        let whole = |at: usize| kept.contains(&at) || (Some(at) == header && self.header_is_proven);
        for (at, piece) in pieces.iter().enumerate() {
            if !whole(at) && !doubled.contains(&at) && !is_conflict_marker(piece.bytes) {
                self.lines.push((piece.line, piece.last_line));
            }
        }
        let last = kept.last().copied().or(header);
        let trailing = pieces.iter().enumerate().filter(|(at, piece)| {
            last.is_none_or(|last| *at > last) && !doubled.contains(at) && !is_conflict_marker(piece.bytes)
        });
        let highest = self.entries.last().map_or(0, |entry| entry.seq);
        let trailing: u64 = trailing.map(|(_, piece)| piece.line_count()).sum();
        self.lost = highest - self.entries.len() as u64 + trailing;
        for (_, piece) in pieces.iter().enumerate().filter(|(at, _)| whole(*at)) {
            self.mended.extend(piece.bytes);
            self.mended.push(b'\n');
        }
    }

    /// Names the lines that are not kept: `3, 5-9`.
    pub(super) fn format_lines(&self) -> String {
        let mut ranges: Vec<(u64, u64)> = Vec::new();
        for (from, to) in &self.lines {
            match ranges.last_mut() {
                Some((_, end)) if *end + 1 >= *from => *end = *to,
                _ => ranges.push((*from, *to)),
            }
        }
        let more = if ranges.len() > MAX_RANGES { ", ..." } else { "" };
        let format = |(from, to): &(u64, u64)| {
            if from == to { from.to_string() } else { format!("{from}-{to}") }
        };
        let named: Vec<String> = ranges.iter().take(MAX_RANGES).map(format).collect();
        named.join(", ") + more
    }
}

/// Returns the pieces that continue from each one.
fn children_of<'p, 'a>(pieces: &'p [Fragment<'a>]) -> BTreeMap<usize, Vec<&'p Fragment<'a>>> {
    let mut children: BTreeMap<usize, Vec<&Fragment<'_>>> = BTreeMap::new();
    for (piece, parent) in pieces.iter().filter_map(|piece| Some((piece, piece.parent?))) {
        children.entry(parent).or_default().push(piece);
    }
    children
}

/// Returns whether an entry can be kept although the line that it continues from is gone. Its number
/// and clock have to show that an entry is missing before it: else it would continue from that.
fn is_plausible(
    piece: &Fragment<'_>,
    last_proven: Option<&Fragment<'_>>,
    children: &[&Fragment<'_>],
) -> bool {
    let Fragment { entry: Ok(entry), stated: Some(_), .. } = piece else { return false };
    let last = last_proven.and_then(|it| it.entry.as_ref().ok());
    let (seq, clock) = last.map_or((0, 0), |it| (it.seq, it.clock));
    let gap = entry.seq.checked_sub(seq).filter(|gap| *gap > 1 || last_proven.is_none());
    let follows = |next: &&Fragment<'_>| next.entry.as_ref().is_ok_and(|next| next.seq == entry.seq + 1);
    gap.is_some_and(|gap| entry.clock.checked_sub(clock).is_some_and(|ticks| ticks >= gap))
        && children.iter().all(follows)
        && !matches!(entry.event, Event::Started { .. })
}

/// Removes the pieces that are the same line once more, and returns them.
fn remove_doubled(pieces: &[Fragment<'_>], kept: &mut Vec<usize>) -> BTreeSet<usize> {
    let mut seen = BTreeSet::new();
    let mut doubled = BTreeSet::new();
    kept.retain(|at| {
        let new = pieces.get(*at).is_some_and(|piece| seen.insert(piece.bytes));
        if !new {
            doubled.insert(*at);
        }
        new
    });
    doubled
}

/// Returns the kept entries in the order of their numbers. Where two sides of a conflict continue from
/// the same line, their entries get new numbers.
fn in_order(pieces: &[Fragment<'_>], mut kept: Vec<usize>) -> Vec<(usize, Entry)> {
    let key = |at: &usize| match pieces.get(*at).map(|piece| &piece.entry) {
        Some(Ok(entry)) => (entry.seq, entry.clock, *at),
        _ => (0, 0, *at),
    };
    kept.sort_by_key(key);
    let forked = kept.windows(2).any(|pair| matches!(pair, [a, b] if key(a).0 == key(b).0));
    if forked {
        kept.sort_by_key(|at| (key(at).1, *at));
    }
    let mut numbers: BTreeMap<usize, u64> = BTreeMap::new();
    let mut all: Vec<(usize, Entry)> = Vec::new();
    for at in kept {
        let Some(Fragment { entry: Ok(entry), .. }) = pieces.get(at) else { continue };
        let mut entry = entry.clone();
        let (seq, clock) = all.last().map_or((0, 0), |(_, last)| (last.seq, last.clock));
        if forked {
            let number_of = |old: u64| ancestor(pieces, at, old).and_then(|at| numbers.get(&at).copied());
            renumber(&mut entry.event, number_of);
            (entry.seq, entry.clock) = (seq + 1, entry.clock.max(clock + 1));
        }
        if entry.seq <= seq || entry.clock <= clock || entry.clock > MAX_CLOCK {
            continue;
        }
        numbers.insert(at, entry.seq);
        all.push((at, entry));
    }
    all
}

/// Returns the piece with this number in the history of a piece.
fn ancestor(pieces: &[Fragment<'_>], mut at: usize, seq: u64) -> Option<usize> {
    for _ in 0..pieces.len() {
        at = pieces.get(at)?.parent?;
        if pieces.get(at)?.entry.as_ref().is_ok_and(|entry| entry.seq == seq) {
            return Some(at);
        }
    }
    None
}

fn renumber(event: &mut Event, number_of: impl Fn(u64) -> Option<u64>) {
    let new = |old: &mut Option<u64>| *old = old.map(|seq| number_of(seq).unwrap_or(seq));
    match event {
        Event::Marked { undoes, .. } | Event::Answered { undoes, .. } | Event::Adopted { undoes, .. } => {
            new(undoes);
        }
        Event::Noted { replaces, undoes, .. } => {
            new(replaces);
            new(undoes);
        }
        Event::Started { .. } => {}
    }
}
