//! `start`, `resume` and the bare program: sessions on the screen.

use super::import::{self, ImportArgs};
use super::{CliError, Context, Exit, error, list};
use crate::app::actions::{SessionActions, has_display};
use crate::app::open_session::{self, OpenSession, SessionWriter};
use crate::plain::{self, PlainUi};
use crate::session::{Mode, SessionName};
use crate::terminal::{self, ExitState};
use crate::text::Text;
use crate::tui::{Board, Model, SessionScreen, Theme};

/// The narrowest lines that the plain face folds to, and the widest.
const MIN_WIDTH: usize = 20;
const MAX_WIDTH: usize = 76;

/// What `start` was asked.
pub(super) struct StartOptions {
    /// A built-in id, a path, or `-`.
    pub(super) checklist: String,
    pub(super) name: Option<String>,
    pub(super) title: Option<String>,
    pub(super) rehearsal: bool,
    pub(super) plain: bool,
    pub(super) no_open: bool,
    pub(super) import: ImportArgs,
}

/// `start`: a new session, on the screen or, with `--no-open`, on disk at once.
pub(super) fn start(context: &mut Context<'_, '_>, asked: StartOptions) -> Result<Exit, CliError> {
    let mode = if asked.rehearsal { Mode::Rehearsal } else { Mode::Live };
    let options = asked.import.options();
    let (found, imported) = context.find_list(&asked.checklist, &options)?;
    if let Some(imported) = &imported {
        import::print_report(context, imported)?;
    }
    let title = asked.title.unwrap_or_default();
    let name = match &asked.name {
        Some(name) => check_name_free(context, name)?,
        None => open_session::free_name(&context.home, &title, found.parsed.checklist.id().as_str()),
    };
    let now = (context.env.now)();
    let mut desk = OpenSession::create(&context.home, &name, &context.env.writer, (found, &title, mode), now);
    let statuses = imported.map(|imported| imported.statuses).unwrap_or_default();
    let wishes = import::initial_commands(&desk.progress, &statuses)?;
    desk.change_all(&wishes, now).map_err(|(_, error)| error)?;
    if asked.no_open {
        if wishes.is_empty() {
            desk.writer.append(&[], now)?;
        }
        for warning in desk.writer.take_warnings() {
            context.warn(&warning)?;
        }
        writeln!(context.env.out, "{name}")?;
        return Ok(Exit::Success);
    }
    if asked.plain || !has_full_screen(context) {
        return run_plain(context, desk, false);
    }
    let (walk, recorder) = terminal::session_screen(desk, &session_actions(context), now);
    run_wizard(context, walk, recorder)
}

/// A session name that was asked for, if it is not taken.
fn check_name_free(context: &Context<'_, '_>, name: &str) -> Result<SessionName, CliError> {
    let name = SessionName::new(name).map_err(|bad| CliError::Name(name.to_owned(), bad))?;
    if context.home.exists(&name) { Err(CliError::NameTaken(name)) } else { Ok(name) }
}

/// `resume`: the briefing, then the wizard.
pub(super) fn resume(
    context: &mut Context<'_, '_>,
    session: Option<&str>,
    plain: bool,
) -> Result<Exit, CliError> {
    let name = context.resolve_session(session)?;
    let desk = context.open(&name)?;
    if plain || !has_full_screen(context) {
        return run_plain(context, desk, true);
    }
    let now = (context.env.now)();
    let (mut walk, recorder) = terminal::session_screen(desk, &session_actions(context), now);
    walk.show_briefing(now, &context.env.time_zone);
    run_wizard(context, walk, recorder)
}

/// Whether the full screen can be used: a terminal that can do more than print lines.
pub(super) fn has_full_screen(context: &Context<'_, '_>) -> bool {
    let world = &context.env;
    world.terminals.1 && !is_dumb_terminal(world.var) && terminal::can_draw()
}

/// Whether the terminal says of itself that it can print lines and no more.
pub(super) fn is_dumb_terminal(var: &dyn Fn(&str) -> Option<String>) -> bool {
    var("TERM").is_some_and(|term| matches!(term.as_str(), "dumb" | "unknown" | "dialup" | "network"))
}

/// The wizard as lines.
fn run_plain(context: &mut Context<'_, '_>, desk: OpenSession, brief: bool) -> Result<Exit, CliError> {
    let errands = session_actions(context);
    let width = plain_width(context);
    let world = &mut *context.env;
    let mut input = std::io::BufReader::new(&mut *world.stdin);
    let mut plain = PlainUi { input: &mut input, out: &mut *world.out, now: world.now, errands, desk, width };
    plain::run(&mut plain, brief)?;
    // What is damaged can be read, but a script has to know.
    Ok(if plain.desk.writer.fault().is_some() { Exit::Damaged } else { Exit::Success })
}

/// The width of lines: the terminal's, or the one in COLUMNS (0: lines are not folded), up to what is
/// comfortable to read.
fn plain_width(context: &Context<'_, '_>) -> usize {
    let said = (context.env.var)("COLUMNS").and_then(|columns| columns.trim().parse::<usize>().ok());
    let asked = || {
        let size = context.env.terminals.1.then(crossterm::terminal::size)?.ok()?;
        Some(usize::from(size.0)).filter(|width| *width > 0)
    };
    match said.or_else(asked) {
        Some(0) => usize::MAX,
        Some(width) => width.clamp(MIN_WIDTH, MAX_WIDTH),
        None => MAX_WIDTH,
    }
}

fn run_wizard(
    context: &mut Context<'_, '_>,
    walk: SessionScreen,
    recorder: SessionWriter,
) -> Result<Exit, CliError> {
    let mut model =
        Model::for_session(walk, theme(context), (context.env.now)(), context.env.time_zone.clone());
    model.mouse_captured = context.mouse;
    let left = terminal::run(model, session_actions(context), Some(recorder), context.env.var)
        .map_err(CliError::Terminal)?;
    print_exit_summary(context, left)
}

/// The board; without a terminal, what `list` prints.
pub(super) fn board(context: &mut Context<'_, '_>) -> Result<Exit, CliError> {
    if !has_full_screen(context) {
        return list::list(context, false);
    }
    let mut model = Model::for_board(
        Board::not_loaded(),
        theme(context),
        (context.env.now)(),
        context.env.time_zone.clone(),
    );
    model.mouse_captured = context.mouse;
    let left =
        terminal::run(model, session_actions(context), None, context.env.var).map_err(CliError::Terminal)?;
    print_exit_summary(context, left)
}

/// Says on the normal screen how the session stands that was left, and how to take it up again.
fn print_exit_summary(context: &mut Context<'_, '_>, left: ExitState) -> Result<Exit, CliError> {
    let Some(walk) = left.model.session else { return print_warnings(context, &left.warnings) };
    let (name, summary) = (&walk.name, walk.progress.total().summary());
    let title: &Text = walk.progress.title();
    if walk.on_disk {
        writeln!(context.env.out, "{title}: {summary}\nrunsheet resume {name}")?;
    } else {
        writeln!(context.env.out, "{title}: nothing was recorded")?;
    }
    if walk.outbox.unsaved().len() > 0 {
        let why = walk.outbox.error().unwrap_or("the disk did not answer in time");
        context.warn(&format!("the last change is not known to be saved: {why}"))?;
    }
    match walk.outbox.not_dispatched() {
        0 => {}
        1 => context.warn("a change that waited for it was not made")?,
        n => context.warn(&format!("{n} changes that waited for it were not made"))?,
    }
    print_warnings(context, &left.warnings)
}

fn print_warnings(context: &mut Context<'_, '_>, warnings: &[String]) -> Result<Exit, CliError> {
    warnings.iter().try_for_each(|warning| context.warn(warning))?;
    Ok(Exit::Success)
}

fn session_actions(context: &Context<'_, '_>) -> SessionActions {
    let world = &context.env;
    SessionActions {
        home: context.home.clone(),
        library: context.library.clone(),
        me: world.writer.clone(),
        zone: world.time_zone.clone(),
        has_display: has_display(world.var),
    }
}

/// Colours as asked for, glyphs as the locale can show them; neither where the terminal has none.
fn theme(context: &Context<'_, '_>) -> Theme {
    let world = &context.env;
    let colour = error::use_color(context.color, world, world.terminals.1);
    let asked = context.color == super::Color::Always;
    // Known terminals only: others would show the codes.
    let hyperlinks = supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout);
    Theme { hyperlinks, ..theme_for(world.var, cfg!(windows), (colour, asked)) }
}

fn theme_for(var: &dyn Fn(&str) -> Option<String>, windows: bool, (colour, asked): (bool, bool)) -> Theme {
    let var = |name: &str| var(name).filter(|value| !value.is_empty());
    let locale = var("LC_ALL").or_else(|| var("LC_CTYPE")).or_else(|| var("LANG"));
    let utf8 = locale.is_some_and(|locale| {
        let locale = locale.to_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    });
    // The fonts of Windows' old console have no tick, and it takes none from another font. Newer
    // terminals name themselves.
    let names_itself = var("WT_SESSION").or_else(|| var("TERM_PROGRAM")).is_some();
    let term = var("TERM").unwrap_or_default();
    // Windows' own terminals have no such name.
    let old = is_ascii_terminal(&term) || (term.is_empty() && !windows);
    Theme {
        // They have none.
        colour: colour && (asked || !(old || term.ends_with("-m") || term.ends_with("-mono"))),
        ascii: old || term.split('-').next() == Some("linux") || !(utf8 || (windows && names_itself)),
        hyperlinks: false,
    }
}

/// Terminals, or what stands in for them, that know ASCII and no colours.
fn is_ascii_terminal(term: &str) -> bool {
    let base = term.split('-').next().unwrap_or(term);
    let vt = base.strip_prefix("vt").is_some_and(|n| n.starts_with(|c: char| c.is_ascii_digit()));
    vt || matches!(base, "ansi" | "cons25" | "pcansi" | "sun" | "wyse50" | "wyse60")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(vars: &[(&str, &str)], windows: bool) -> (bool, bool) {
        let var =
            |name: &str| vars.iter().find(|(set, _)| *set == name).map(|(_, value)| (*value).to_owned());
        let look = theme_for(&var, windows, (true, false));
        (look.colour, look.ascii)
    }

    #[test]
    fn old_terminals_get_what_they_can_show() {
        for (term, locale, expected) in [
            ("xterm-256color", "de_DE.UTF-8", (true, false)),
            ("screen", "C.utf8", (true, false)),
            ("tmux-256color", "C", (true, true)),
            ("linux", "C.UTF-8", (true, true)),
            ("linux-16color", "C.UTF-8", (true, true)),
            ("vt100", "C.UTF-8", (false, true)),
            ("vt220-w", "C", (false, true)),
            ("ansi", "C.UTF-8", (false, true)),
            ("xterm-mono", "C.UTF-8", (false, false)),
            ("vte", "C.UTF-8", (true, false)),
            ("", "C.UTF-8", (false, true)),
        ] {
            assert_eq!(look(&[("TERM", term), ("LANG", locale)], false), expected, "{term} {locale}");
        }
        // The first that is set is the one that counts.
        let c = [("TERM", "xterm"), ("LC_ALL", "C"), ("LANG", "C.UTF-8")];
        assert_eq!(look(&c, false), (true, true));
        assert!(theme_for(&|_| Some("vt100".to_owned()), false, (true, true)).colour, "asked for");
    }

    #[test]
    fn windows_old_console_gets_ascii() {
        assert_eq!(look(&[], true), (true, true));
        assert_eq!(look(&[("WT_SESSION", "1")], true), (true, false));
        assert_eq!(look(&[("TERM_PROGRAM", "vscode")], true), (true, false));
        assert_eq!(look(&[("LANG", "C.UTF-8"), ("TERM", "xterm")], true), (true, false));
    }
}
