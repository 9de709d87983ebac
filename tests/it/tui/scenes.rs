//! Every screen there is, each opened as a person opens it, at any size.

use std::fmt::Write as _;

use jiff::tz::TimeZone;
use runsheet::checklist::{ReaderOptions, parse};
use runsheet::session::{Drift, Entry, Event, Mode, SessionName, Writer};
use runsheet::text::Text;
use runsheet::tui::{Board, ChecklistRow, Effect, Msg, RunningTask, SessionRow, SessionState, Unavailable};

use crate::support::play::{Disk, Play, session_screen, software_updates, start};

/// A screen: its name, and how it is opened on a terminal of a size.
pub(crate) struct Scene {
    pub(crate) name: &'static str,
    pub(crate) open: fn(u16, u16) -> Play,
    /// What must be in sight at every size: the end of what is typed, or nothing.
    pub(crate) typed: &'static str,
}

const fn scene(name: &'static str, open: fn(u16, u16) -> Play, typed: &'static str) -> Scene {
    Scene { name, open, typed }
}

/// All screens.
pub(crate) const SCENES: &[Scene] = &[
    scene("board", |w, h| Play::board(full_board(), w, h), ""),
    scene(
        "board_empty",
        |w, h| Play::board(Board { checklists: vec![list()], ..Board::default() }, w, h),
        "",
    ),
    scene("board_search", |w, h| with_keys(Play::board(full_board(), w, h), "/site"), "site"),
    scene("start_title", |w, h| with_keys(Play::board(full_board(), w, h), "G\nSite PRI"), "PRI"),
    scene("start_name", |w, h| with_keys(Play::board(full_board(), w, h), "G\nSite PRI\n"), "pri"),
    scene("briefing", briefing, ""),
    scene("wizard", |w, h| underway(w, h, ""), ""),
    scene("wizard_step", |w, h| underway(w, h, "<Tab>"), ""),
    scene("wizard_rehearsal", |w, h| Play::of(session_screen(software_updates(), Mode::Rehearsal), w, h), ""),
    scene("wizard_folded", |w, h| underway(w, h, "<Left>"), ""),
    scene("wizard_filter", |w, h| underway(w, h, "ff"), ""),
    scene(
        "wizard_long",
        |w, h| with_keys(Play::of(session_screen(long().as_bytes(), Mode::Live), w, h), "jjjjn+<Ctrl-s>"),
        "",
    ),
    scene("wizard_scripts", |w, h| Play::of(session_screen(SCRIPTS.as_bytes(), Mode::Live), w, h), ""),
    scene("question_choice", |w, h| underway(w, h, "jj\n"), ""),
    scene("question_text", |w, h| underway(w, h, "j\nsccm02"), "sccm02"),
    scene("answers", |w, h| underway(w, h, "a"), ""),
    scene("reason", |w, h| underway(w, h, "bwaiting for the rack"), "the rack"),
    scene("override", |w, h| with_keys(Play::new(w, h), "j<Space>read last week"), "last week"),
    scene("note", |w, h| underway(w, h, "nfirst line\nsecond line"), "second"),
    scene("note_unsaved", |w, h| underway(w, h, "nfirst line\nsecond line<Esc>"), "second"),
    scene("search", |w, h| underway(w, h, "/wsus"), "wsus"),
    scene("search_nothing", |w, h| underway(w, h, "/zzzz"), "zzzz"),
    scene("references", |w, h| underway(w, h, "jjo"), ""),
    scene(
        "copy_command",
        |w, h| with_keys(Play::of(session_screen(COMMANDS.as_bytes(), Mode::Live), w, h), "y<Down>"),
        "",
    ),
    scene("address_code", |w, h| with_text(w, h, &Msg::QrCode(ADDRESS.to_owned(), code())), ""),
    scene("document", |w, h| with_text(w, h, &Msg::Document("docs/setup.md".to_owned(), document())), ""),
    scene("log", |w, h| with_text(w, h, &Msg::Text("Log of site-a".to_owned(), log(), 2)), ""),
    scene("help", |w, h| underway(w, h, "?"), ""),
    scene("export", |w, h| underway(w, h, "e"), ".md"),
    scene("export_exists", export_exists, ".md"),
    scene("recheck", recheck, ""),
    scene("read_only", read_only, ""),
    scene("not_saved", not_saved, ""),
    scene("working", working, ""),
    scene("said", |w, h| underway(w, h, "R"), ""),
];

const ADDRESS: &str = "https://learn.microsoft.com/en-us/previous-versions/system-center/configuration-manager-2007/bb694059(v=technet.10)";

/// Commands of one line and of several.
const COMMANDS: &str = r#"{"format":1,"id":"c","title":"Commands","steps":[{"id":"a","title":"Look","commands":[
  {"run":"Get-Service -Name WsusService","shell":"powershell"},
  {"run":"cd /srv/www\nfor f in *.conf; do\n  nginx -t -c \"$f\"\ndone","note":"Says of each file whether it is fit to be used."}]}]}"#;

/// Titles in scripts that are wide, combine, or run from right to left.
pub(crate) const SCRIPTS: &str = r#"{"format":1,"id":"scripts","title":"スイッチを交換する 🔧","steps":[
  {"id":"a","title":"停止を知らせる: フロアの全員と監視の担当者に","detail":"監視を**止める**前に連絡する。長い文でも行の終わりで正しく折り返される。"},
  {"id":"b","title":"التحقق من المتطلبات","detail":"اقرأ *الوثيقة* أولا."},
  {"id":"c","title":"ตรวจสอบสิ่งที่ต้องมี 👩‍💻 é́","detail":"ก่อนเริ่ม"},
  {"id":"d","title":"پیش‌نیازها را بررسی کنید","notes":[{"text":"می‌خواهم","kind":"warning"}]}]}"#;

fn with_keys(mut play: Play, script: &str) -> Play {
    play.keys(script);
    play
}

/// The built-in checklist a while into the night, with the cursor at its third step.
pub(crate) fn underway(w: u16, h: u16, script: &str) -> Play {
    let mut play = Play::new(w, h);
    play.keys("\n\n").keys("dafter the freeze\n").keys("j\nn").keys("g").keys("njoined by bob<Ctrl-s>jj");
    play.keys(script);
    play
}

fn with_text(w: u16, h: u16, msg: &Msg) -> Play {
    let mut play = underway(w, h, "");
    play.msg(match msg {
        Msg::Text(title, lines, hang) => Msg::Text(title.clone(), lines.clone(), *hang),
        Msg::Document(name, lines) => Msg::Document(name.clone(), lines.clone()),
        Msg::QrCode(address, rows) => Msg::QrCode(address.clone(), rows.clone()),
        other => panic!("{other:?} opens no text"),
    });
    play
}

fn list() -> ChecklistRow {
    ChecklistRow {
        origin: "software-updates".to_owned(),
        title: Ok(Text::line("Planning and Preparing Software Updates")),
        steps: 12,
        location: Text::line("built in"),
    }
}

fn session(name: &str, play: &Play, damaged: bool) -> SessionRow {
    let progress = &play.model.session.as_ref().unwrap().progress;
    let last = progress.last_change().map(|change| (change.at, change.by.clone())).unwrap();
    let state = SessionState {
        title: progress.title().clone(),
        checklist: progress.checklist().title().clone(),
        mode: progress.mode(),
        counts: progress.total().clone(),
        last_change: last,
        damaged,
    };
    SessionRow { name: SessionName::new(name).unwrap(), state: Ok(state) }
}

/// A board with one of each kind.
pub(crate) fn full_board() -> Board {
    let broken = SessionRow {
        name: SessionName::new("broken").unwrap(),
        state: Err(runsheet::tui::Unavailable::Broken(Text::line("no log begins it"))),
    };
    let rehearsed = Play::of(session_screen(software_updates(), Mode::Rehearsal), 80, 24);
    let unread = SessionRow { name: SessionName::new("unread").unwrap(), state: Err(Unavailable::NotLoaded) };
    let sessions = vec![
        session("site-a", &underway(80, 24, ""), false),
        session("practice", &rehearsed, false),
        session("the-second-data-centre-in-the-north", &underway(80, 24, "bno licence\n"), false),
        session("cut", &underway(80, 24, ""), true),
        broken,
        unread,
    ];
    let unreadable = ChecklistRow {
        origin: "/home/alice/.config/runsheet/checklists/half.json".to_owned(),
        title: Err(Text::line("it is not valid: 3 problems")),
        steps: 0,
        location: Text::line("/home/alice/.config/runsheet/checklists/half.json"),
    };
    let own = ChecklistRow {
        origin: "/home/alice/.config/runsheet/checklists/move.json".to_owned(),
        title: Ok(Text::line("Move a service with all that hangs on it to a new server in the other room")),
        steps: 4,
        location: Text::line("/home/alice/.config/runsheet/checklists/move.json"),
    };
    Board { sessions, checklists: vec![list(), unreadable, own], ..Board::default() }
}

fn changed() -> String {
    let list = String::from_utf8(software_updates().to_vec()).unwrap();
    list.replace("Review the concepts", "Review the concepts of software updates")
}

fn briefing(w: u16, h: u16) -> Play {
    let mut play = underway(w, h, "");
    let session = play.model.session.as_mut().unwrap();
    let new = parse(changed().as_bytes()).unwrap().checklist;
    session.drift = Some(Drift::between(session.progress.checklist(), &new));
    session.show_briefing(start(), &TimeZone::UTC);
    play
}

fn recheck(w: u16, h: u16) -> Play {
    let mut play = underway(w, h, "");
    let checklist = parse(changed().as_bytes()).unwrap().checklist.into();
    let entry = Entry {
        seq: 1,
        clock: 90,
        at: start(),
        event: Event::Adopted {
            source: None,
            reader_options: ReaderOptions::default(),
            checklist,
            undoes: None,
        },
    };
    play.msg(Msg::RemoteEntries(vec![(Writer::new("bob", "sccm02"), entry)])).keys("g");
    play
}

fn read_only(w: u16, h: u16) -> Play {
    let mut play = underway(w, h, "");
    let why = "damaged: /home/alice/.local/state/runsheet/sessions/site-a/alice@sccm01.jsonl:4: its chain does not follow from the line before; runsheet repair site-a sets it aside";
    play.msg(Msg::ReadOnly(why.to_owned())).keys("<Space>");
    play
}

fn not_saved(w: u16, h: u16) -> Play {
    let mut play = underway(w, h, "");
    play.disk = Disk::Full;
    play.keys("<Space>");
    play
}

/// A log that is long in coming.
fn working(w: u16, h: u16) -> Play {
    let mut play = underway(w, h, "");
    let since = start() - jiff::Span::new().seconds(12);
    play.msg(Msg::TaskChanged(Some(RunningTask { label: "reading the log".to_owned(), since })));
    play
}

fn export_exists(w: u16, h: u16) -> Play {
    let mut play = underway(w, h, "e\n");
    let Some(Effect::Export { path, .. }) = play.effects.pop() else { panic!("nothing is exported") };
    play.msg(Msg::FileExists(path));
    play
}

/// The rows of a QR code, as wide and high as that of the address.
fn code() -> Vec<String> {
    (0..23).map(|row| (0..45).map(|x| if (x + row) % 2 == 0 { '█' } else { '▄' }).collect()).collect()
}

fn document() -> Vec<String> {
    let text = "# Setting up the update point\n\nRead all of this before you begin: the setup cannot be taken back, and the one who comes after you will want to know which of the answers were given, and why.\n\n- a server\n- a share";
    let lines = text.lines().map(str::to_owned);
    lines.chain((1..=60).map(|n| format!("- Line {n} of the *appendix*"))).collect()
}

fn log() -> Vec<String> {
    let long = "2026-11-22 17:03 UTC  alice@sccm01  deferred test-environment: after the freeze, as the load balancer is not there yet and nobody knows when it comes";
    vec!["2026-11-22 17:03 UTC  alice@sccm01  started \"Site A\"".to_owned(), long.to_owned()]
}

/// A hundred steps in ten sections, with sections inside of some.
fn long() -> String {
    let step = |section: usize, n: usize| {
        format!(
            r#"{{"id":"s{section}-{n}","title":"Step {n} of part {section}: make sure that the switch in rack {n} answers on both of its lines","detail":"Look at `show interfaces` first."}}"#
        )
    };
    let mut text = String::from(
        r#"{"format":1,"id":"long","title":"The core of the network, switch by switch","steps":["#,
    );
    for section in 1..=10 {
        let (first, rest): (Vec<String>, Vec<String>) =
            ((1..=3).map(|n| step(section, n)).collect(), (4..=10).map(|n| step(section, n)).collect());
        let comma = if section == 1 { "" } else { "," };
        write!(
            text,
            r#"{comma}{{"id":"p{section}","title":"Part {section}","steps":[{{"id":"q{section}","title":"Before","steps":[{}]}},{}]}}"#,
            first.join(","),
            rest.join(",")
        )
        .unwrap();
    }
    text + "]}"
}
