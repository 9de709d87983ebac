//! `start`, `resume` and the bare program: sessions on the screen.

use super::import::{self, ImportArgs};
use super::{CliError, Context, Exit, error, list, pick};
use crate::desk::{self, Desk, Recorder};
use crate::errand::{Errands, has_display};
use crate::plain::{self, Plain};
use crate::session::{Mode, SessionName};
use crate::terminal::{self, Hands};
use crate::text::Text;
use crate::wizard::{Look, Model, Walk};

/// The narrowest lines that the plain face folds to, and the widest.
const NARROWEST: usize = 20;
const COMFORTABLE: usize = 76;

/// What `start` was asked.
pub(super) struct Start {
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
pub(super) fn start(context: &mut Context<'_, '_>, asked: Start) -> Result<Exit, CliError> {
    let mode = if asked.rehearsal { Mode::Rehearsal } else { Mode::Live };
    let options = asked.import.options();
    let (found, imported) =
        context.library.find_or_import(&asked.checklist, context.world.stdin, &options)?;
    if let Some(imported) = &imported {
        import::report(context, imported)?;
    }
    let title = asked.title.unwrap_or_default();
    let name = match &asked.name {
        Some(name) => free(context, name)?,
        None => desk::free_name(&context.home, &title, found.parsed.checklist.id().as_str()),
    };
    let now = (context.world.now)();
    let mut desk = Desk::begin(&context.home, &name, &context.world.me, (found, &title, mode), now)?;
    let statuses = imported.map(|imported| imported.statuses).unwrap_or_default();
    let wishes = import::wishes(&desk.progress, &statuses)?;
    desk.carry_out(&wishes, now).map_err(|(_, error)| error)?;
    if asked.no_open {
        if wishes.is_empty() {
            desk.recorder.record(&[], now)?;
        }
        for warning in desk.recorder.warnings() {
            context.warn(&warning)?;
        }
        writeln!(context.world.out, "{name}")?;
        return Ok(Exit::Fine);
    }
    if asked.plain || !has_screen(context) {
        return talk(context, desk, false);
    }
    let (walk, recorder) = terminal::walk(desk, &errands(context), now);
    show(context, walk, recorder)
}

/// A session name that was asked for, if it is not taken.
fn free(context: &Context<'_, '_>, name: &str) -> Result<SessionName, CliError> {
    let name = SessionName::new(name).map_err(|bad| CliError::Name(name.to_owned(), bad))?;
    if context.home.exists(&name) { Err(CliError::NameTaken(name)) } else { Ok(name) }
}

/// `resume`: the briefing, then the wizard.
pub(super) fn resume(
    context: &mut Context<'_, '_>,
    session: Option<&str>,
    plain: bool,
) -> Result<Exit, CliError> {
    let name = pick::session(&context.home, session)?;
    let desk = context.open(&name)?;
    if plain || !has_screen(context) {
        return talk(context, desk, true);
    }
    let now = (context.world.now)();
    let (mut walk, recorder) = terminal::walk(desk, &errands(context), now);
    walk.brief(now, &context.world.zone);
    show(context, walk, recorder)
}

/// Whether the full screen can be used: a terminal that can do more than print lines.
pub(super) fn has_screen(context: &Context<'_, '_>) -> bool {
    let world = &context.world;
    world.terminals.1 && (world.var)("TERM").as_deref() != Some("dumb")
}

/// The wizard as lines.
fn talk(context: &mut Context<'_, '_>, desk: Desk, brief: bool) -> Result<Exit, CliError> {
    let errands = errands(context);
    let width = width(context);
    let world = &mut *context.world;
    let mut input = std::io::BufReader::new(&mut *world.stdin);
    let mut plain = Plain { input: &mut input, out: &mut *world.out, now: world.now, errands, desk, width };
    plain::run(&mut plain, brief)?;
    Ok(Exit::Fine)
}

/// The width of lines: the terminal's, or the one in COLUMNS (0: lines are not folded), up to what is
/// comfortable to read.
fn width(context: &Context<'_, '_>) -> usize {
    let said = (context.world.var)("COLUMNS").and_then(|columns| columns.trim().parse::<usize>().ok());
    let asked = || {
        let size = context.world.terminals.1.then(crossterm::terminal::size)?.ok()?;
        Some(usize::from(size.0)).filter(|width| *width > 0)
    };
    match said.or_else(asked) {
        Some(0) => usize::MAX,
        Some(width) => width.clamp(NARROWEST, COMFORTABLE),
        None => COMFORTABLE,
    }
}

fn show(context: &mut Context<'_, '_>, walk: Walk, recorder: Recorder) -> Result<Exit, CliError> {
    let mut hands = Hands::new(errands(context), context.world.var);
    hands.take_up(recorder).map_err(CliError::Terminal)?;
    let mut model =
        Model::for_session(walk, look(context), (context.world.now)(), context.world.zone.clone());
    model.mouse = context.mouse;
    let left = terminal::run(model, hands).map_err(CliError::Terminal)?;
    farewell(context, left)
}

/// The board; without a terminal, what `list` prints.
pub(super) fn board(context: &mut Context<'_, '_>) -> Result<Exit, CliError> {
    if !has_screen(context) {
        return list::list(context, false);
    }
    let errands = errands(context);
    let board = terminal::board(&errands);
    let hands = Hands::new(errands, context.world.var);
    let mut model = Model::for_board(board, look(context), (context.world.now)(), context.world.zone.clone());
    model.mouse = context.mouse;
    let left = terminal::run(model, hands).map_err(CliError::Terminal)?;
    farewell(context, left)
}

/// Says on the normal screen how the session stands that was left, and how to take it up again.
fn farewell(context: &mut Context<'_, '_>, model: Model) -> Result<Exit, CliError> {
    let Some(walk) = model.walk else { return Ok(Exit::Fine) };
    let (name, summary) = (&walk.name, walk.progress.total().summary());
    let title: &Text = walk.progress.title();
    if walk.on_disk {
        writeln!(context.world.out, "{title}: {summary}\nrunsheet resume {name}")?;
    } else {
        writeln!(context.world.out, "{title}: nothing was recorded")?;
    }
    if let Some(pending) = &walk.pending {
        let why = pending.failed.as_deref().unwrap_or("the disk did not answer in time");
        context.warn(&format!("the last change is not known to be saved: {why}"))?;
    }
    Ok(Exit::Fine)
}

fn errands(context: &Context<'_, '_>) -> Errands {
    let world = &context.world;
    Errands {
        home: context.home.clone(),
        library: context.library.clone(),
        me: world.me.clone(),
        zone: world.zone.clone(),
        display: has_display(world.var),
    }
}

/// Colours as asked for, glyphs as the locale can show them.
fn look(context: &Context<'_, '_>) -> Look {
    let world = &context.world;
    let var = |name: &str| (world.var)(name).filter(|value| !value.is_empty());
    let locale = var("LC_ALL").or_else(|| var("LC_CTYPE")).or_else(|| var("LANG"));
    let utf8 = locale.is_some_and(|locale| {
        let locale = locale.to_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    });
    let plain = matches!(var("TERM").as_deref(), Some("linux" | "vt100" | "vt102" | "vt220"));
    Look {
        colour: error::colored(context.color, world, world.terminals.1),
        ascii: plain || !(utf8 || cfg!(windows)),
        // Known terminals only: others would show the codes.
        hyperlinks: supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout),
    }
}
