//! Runs a session on the full screen or as lines, and the board, and prints a summary at the end.

use super::context::{Color, Context};
use super::error::{CliError, Exit};
use crate::app::actions::{SessionActions, has_display};
use crate::app::open_session::OpenSession;
use crate::journal::Journal;
use crate::plain::{self, PlainUi};
use crate::terminal::{self, ExitState};
use crate::text::Text;
use crate::tui::{Board, Model, Theme};

/// The range of widths to which plain lines are wrapped.
const MIN_WIDTH: usize = 20;
const MAX_WIDTH: usize = 76;

/// Runs the wizard as lines of prompts and answers.
pub(super) fn run_plain(
    context: &mut Context<'_, '_>,
    session: OpenSession,
    brief: bool,
) -> Result<Exit, CliError> {
    let actions = session_actions(context);
    let width = plain_width(context);
    let env = &mut *context.env;
    let mut input = std::io::BufReader::new(&mut *env.stdin);
    let (input, out) = (&mut input, &mut *env.out);
    let mut plain = PlainUi { input, out, now: env.now, actions, session, width };
    plain::run(&mut plain, brief)?;
    // A damaged session can still be read, but scripts have to notice.
    Ok(if plain.session.writer.fault().is_some() { Exit::Damaged } else { Exit::Success })
}

/// Returns the width of lines: that in COLUMNS (0: lines are not wrapped), else the terminal's, up to what
/// is comfortable to read.
fn plain_width(context: &Context<'_, '_>) -> usize {
    let columns = context.env.text_var("COLUMNS").and_then(|columns| columns.trim().parse::<usize>().ok());
    let terminal = || {
        let size = context.env.terminals.stdout.then(crossterm::terminal::size)?.ok()?;
        Some(usize::from(size.0)).filter(|width| *width > 0)
    };
    match columns.or_else(terminal) {
        Some(0) => usize::MAX,
        Some(width) => width.clamp(MIN_WIDTH, MAX_WIDTH),
        None => MAX_WIDTH,
    }
}

/// Runs the wizard on a session, with its briefing first if `brief` says so. The report is that of the import
/// of its checklist.
pub(super) fn run_wizard(
    context: &mut Context<'_, '_>,
    session: OpenSession,
    brief: bool,
    import_report: Option<String>,
) -> Result<Exit, CliError> {
    let (now, time_zone) = ((context.env.now)(), context.env.time_zone.clone());
    let (mut screen, writer) = terminal::session_screen(session, &session_actions(context), now);
    screen.import_report = import_report;
    if brief {
        screen.show_briefing(now, &time_zone);
    }
    let model = Model::for_session(screen, theme(context), (context.env.now)(), time_zone);
    run_model(context, model, Some(writer))
}

/// Runs the board of all sessions.
pub(super) fn run_board(context: &mut Context<'_, '_>) -> Result<Exit, CliError> {
    let time_zone = context.env.time_zone.clone();
    let model = Model::for_board(Board::not_loaded(), theme(context), (context.env.now)(), time_zone);
    run_model(context, model, None)
}

fn run_model(
    context: &mut Context<'_, '_>,
    mut model: Model,
    writer: Option<Journal>,
) -> Result<Exit, CliError> {
    model.mouse_captured = context.mouse;
    let state = terminal::run(model, session_actions(context), writer, &|name| context.env.text_var(name))
        .map_err(CliError::Terminal)?;
    print_exit_summary(context, state)
}

/// Prints the state of the session after the wizard, and how to resume it.
fn print_exit_summary(context: &mut Context<'_, '_>, state: ExitState) -> Result<Exit, CliError> {
    let Some(session) = state.model.session else { return print_warnings(context, &state.warnings) };
    let (name, summary) = (&session.name, session.progress.total().summary());
    let title: &Text = session.progress.title();
    if session.on_disk {
        writeln!(context.env.out, "{title}: {summary}\nrunsheet resume {name}")?;
    } else {
        writeln!(context.env.out, "{title}: nothing was recorded")?;
    }
    if session.outbox.unsaved().len() > 0 {
        let why = session.outbox.error().unwrap_or("the disk did not answer in time");
        context.warn(&format!("the last change is not known to be saved: {why}"))?;
    }
    match session.outbox.not_dispatched() {
        0 => {}
        1 => context.warn("a change that waited for it was not made")?,
        n => context.warn(&format!("{n} changes that waited for it were not made"))?,
    }
    print_warnings(context, &state.warnings)
}

fn print_warnings(context: &mut Context<'_, '_>, warnings: &[String]) -> Result<Exit, CliError> {
    warnings.iter().try_for_each(|warning| context.warn(warning))?;
    Ok(Exit::Success)
}

fn session_actions(context: &Context<'_, '_>) -> SessionActions {
    let env = &context.env;
    SessionActions {
        home: context.home.clone(),
        library: context.library.clone(),
        me: env.writer.clone(),
        zone: env.time_zone.clone(),
        has_display: has_display(&|name| env.text_var(name)),
    }
}

/// Returns the colours that are asked for and the glyphs that the locale can show, as far as the terminal has them.
fn theme(context: &Context<'_, '_>) -> Theme {
    let env = &context.env;
    let colour = env.color_on_stdout(context.color);
    let asked = context.color == Color::Always;
    // Only for known terminals: others would print the escape codes.
    let hyperlinks = supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout);
    Theme { hyperlinks, ..theme_for(&|name| env.text_var(name), cfg!(windows), (colour, asked)) }
}

fn theme_for(var: &dyn Fn(&str) -> Option<String>, windows: bool, (colour, asked): (bool, bool)) -> Theme {
    let var = |name: &str| var(name).filter(|value| !value.is_empty());
    let locale = var("LC_ALL").or_else(|| var("LC_CTYPE")).or_else(|| var("LANG"));
    let utf8 = locale.is_some_and(|locale| {
        let locale = locale.to_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    });
    // The fonts of the old Windows console lack a tick mark, and it falls back to no other font. Newer
    // terminals name themselves.
    let names_itself = var("WT_SESSION").or_else(|| var("TERM_PROGRAM")).is_some();
    let term = var("TERM").unwrap_or_default();
    // The terminals of Windows set no TERM.
    let old = is_ascii_terminal(&term) || (term.is_empty() && !windows);
    Theme {
        // Monochrome terminals by name.
        colour: colour && (asked || !(old || term.ends_with("-m") || term.ends_with("-mono"))),
        ascii: old || term.split('-').next() == Some("linux") || !(utf8 || (windows && names_itself)),
        hyperlinks: false,
    }
}

/// Whether a terminal, by its name, has only ASCII and no colours.
fn is_ascii_terminal(term: &str) -> bool {
    let base = term.split('-').next().unwrap_or(term);
    let vt = base.strip_prefix("vt").is_some_and(|n| n.starts_with(|c: char| c.is_ascii_digit()));
    vt || matches!(base, "ansi" | "cons25" | "pcansi" | "sun" | "wyse50" | "wyse60")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(vars: &[(&str, &str)], windows: bool) -> (bool, bool) {
        let var =
            |name: &str| vars.iter().find(|(set, _)| *set == name).map(|(_, value)| (*value).to_owned());
        let theme = theme_for(&var, windows, (true, false));
        (theme.colour, theme.ascii)
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
            assert_eq!(shown(&[("TERM", term), ("LANG", locale)], false), expected, "{term} {locale}");
        }
        // The first that is set is the one that counts.
        let c = [("TERM", "xterm"), ("LC_ALL", "C"), ("LANG", "C.UTF-8")];
        assert_eq!(shown(&c, false), (true, true));
        assert!(theme_for(&|_| Some("vt100".to_owned()), false, (true, true)).colour, "asked for");
    }

    #[test]
    fn windows_old_console_gets_ascii() {
        assert_eq!(shown(&[], true), (true, true));
        assert_eq!(shown(&[("WT_SESSION", "1")], true), (true, false));
        assert_eq!(shown(&[("TERM_PROGRAM", "vscode")], true), (true, false));
        assert_eq!(shown(&[("LANG", "C.UTF-8"), ("TERM", "xterm")], true), (true, false));
    }
}
