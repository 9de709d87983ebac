//! TTY. The full screen: keys in, messages to the wizard, its effects out, frames drawn.

mod ansi;
mod background;
mod board_reader;
#[cfg(windows)]
mod console;
mod effects;
mod external_editor;
mod guard;
mod input;
#[cfg(unix)]
mod job_control;
#[cfg(any(windows, test))]
mod paste;
mod qr;
mod renderer;
mod title;
mod tty;
#[cfg(unix)]
mod waker;
#[cfg(unix)]
mod watchdog;
mod writer_thread;

use std::io;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::text::Text;
use crate::tui::{Effect, Model, Msg, Notice, update};
pub(crate) use effects::{EffectRunner, session_screen};
pub use guard::Guard;
pub(crate) use guard::can_draw;
use renderer::Renderer;

/// How long the loop waits for a change to be saved before it turns to the keys again. A healthy
/// disk answers far sooner, so that keys typed ahead find the change made.
const SAVE_WAIT: Duration = Duration::from_millis(200);

/// How often the loop looks up from waiting for keys where nothing wakes it: for what others recorded,
/// and whether it was stopped in between.
const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// How often it does so where it is woken: how long ago others were here is told in minutes.
#[cfg(unix)]
const IDLE_POLL_INTERVAL: Duration = Duration::from_secs(60);

/// So long keys that are there already are taken before the next frame is drawn.
const FRAME_INTERVAL: Duration = Duration::from_millis(50);

/// So soon the loop draws while a change is being saved: where the disk is quick, one frame shows all.
const FRAME_DELAY: Duration = Duration::from_millis(50);

/// How often it looks up while something is under way: the more seldom the longer it takes.
const POLL_MIN: Duration = Duration::from_millis(25);
const POLL_MAX: Duration = Duration::from_millis(500);

/// How long an ending program waits for what is being written: it has ended within two seconds.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_millis(1500);

/// What is to be told on the normal screen after the wizard.
pub(crate) struct ExitState {
    /// Where it was left.
    pub(crate) model: Model,
    /// What may not be on disk.
    pub(crate) warnings: Vec<String>,
}

/// Runs the wizard on the terminal until it is left, and gives back where it was then.
pub(crate) fn run(mut model: Model, mut hands: EffectRunner) -> io::Result<ExitState> {
    // First of all, so that no signal finds the terminal taken and nobody to give it back.
    #[cfg(unix)]
    watchdog::start().and_then(|()| job_control::register())?;
    #[cfg(windows)]
    console::watch()?;
    if model.board.is_some() {
        hands.read_board()?;
    }
    let mut guard = Guard::acquire(model.mouse_captured)?;
    let (mut screen, mut keys) = (Renderer::new(), input::InputReader::new());
    let (width, height) = tty::size()?;
    update(&mut model, Msg::Resize(width, height));
    let result = event_loop(&mut model, &mut hands, (&mut screen, &mut keys), &mut guard);
    drop(guard);
    let warnings = finish(&mut model, hands);
    #[cfg(unix)]
    if result.is_err() {
        // A terminal that has gone away is no error, and nobody is there to read one.
        watchdog::wait_for_exit();
    }
    result.map(|()| ExitState { model, warnings })
}

/// What was still being written when the wizard was left comes to its end, but not for ever.
fn finish(model: &mut Model, mut hands: EffectRunner) -> Vec<String> {
    let until = Instant::now() + SHUTDOWN_TIMEOUT;
    for msg in hands.writer.take().map(|scribe| scribe.shut_down(until).drain()).unwrap_or_default() {
        // It belongs to where the wizard was left.
        update(model, msg);
    }
    let mut warnings = hands.take_shutdown_warnings(until.saturating_duration_since(Instant::now()));
    match hands.background.finish(until) {
        Some(Ok(Msg::Notice(said))) if said.is_error => warnings.push(said.text),
        Some(Ok(Msg::FileExists(path))) => {
            let path = crate::text::Text::line(&path.to_string_lossy()).to_string();
            warnings.push(format!("the report was not written: `{path}` is there already"));
        }
        Some(Err(unfinished)) => warnings.push(unfinished),
        Some(Ok(_)) | None => {}
    }
    warnings
}

/// The loop: draw, wait, take what came.
fn event_loop(
    model: &mut Model,
    hands: &mut EffectRunner,
    (screen, keys): (&mut Renderer, &mut input::InputReader),
    guard: &mut Guard,
) -> io::Result<()> {
    let (mut drawn, mut quiet) = (None::<Instant>, false);
    loop {
        let mut news = drain_input(keys, drawn)?;
        if news.is_empty() {
            news = poll_immediate(model, hands)?;
        }
        if news.is_empty() {
            screen.draw(model, &hands.title.update(model).unwrap_or_default())?;
            drawn = Some(Instant::now());
            hands.start_initial_writer()?;
            news = wait_for_messages(model, hands, keys, quiet)?;
            quiet = news.is_empty();
        }
        #[cfg(unix)]
        if job_control::take_continued() {
            // It was stopped from outside: as far as it knows, the terminal was its own all the time.
            reacquire_terminal(model, screen, guard)?;
        }
        news.insert(0, Msg::Tick(Timestamp::now()));
        for msg in news {
            if matches!(msg, Msg::Resize(..)) {
                // Also where the size is the same again: in between the terminal cut off what it showed.
                screen.invalidate();
            }
            let mut effects = update(model, msg);
            while !effects.is_empty() {
                let mut answers = Vec::new();
                for effect in effects {
                    match effect {
                        Effect::Quit => return Ok(()),
                        Effect::Redraw => screen.invalidate(),
                        Effect::Suspend => suspend(model, screen, guard)?,
                        Effect::CaptureMouse(on) => guard.set_mouse(on)?,
                        Effect::Edit(text) => {
                            answers.push(run_external_editor(&text, hands, model, screen, guard)?)
                        }
                        other => answers.extend(hands.run(other, model, screen)?),
                    }
                }
                effects = answers.into_iter().flat_map(|answer| update(model, answer)).collect();
            }
        }
    }
}

/// A key that is there already: with many typed at once, one frame shows what they came to, and
/// their changes are saved together.
fn drain_input(keys: &mut input::InputReader, drawn: Option<Instant>) -> io::Result<Vec<Msg>> {
    let soon = drawn.is_some_and(|drawn| drawn.elapsed() < FRAME_INTERVAL);
    Ok(if soon { keys.next_msg(Duration::ZERO)?.into_iter().collect() } else { Vec::new() })
}

/// What comes so soon that no frame is drawn before it.
fn poll_immediate(model: &Model, hands: &mut EffectRunner) -> io::Result<Vec<Msg>> {
    let left = save_age(model).map_or(Duration::ZERO, |age| FRAME_DELAY.saturating_sub(age));
    if let Some(scribe) = hands.writer.as_ref().filter(|_| !left.is_zero())
        && let Some(msg) = scribe.recv_timeout(left)
    {
        return Ok(vec![msg]);
    }
    let answers = hands.background.poll_immediate();
    hands.dispatch(answers)
}

/// Waits for what comes next: an answer of the writer or a job, a key, or the time to look up.
fn wait_for_messages(
    model: &Model,
    hands: &mut EffectRunner,
    keys: &mut input::InputReader,
    quiet: bool,
) -> io::Result<Vec<Msg>> {
    let saving = save_age(model);
    if let Some(scribe) = &hands.writer {
        let left = saving.map_or(Duration::ZERO, |age| SAVE_WAIT.saturating_sub(age));
        if let Some(msg) = if left.is_zero() { scribe.try_recv() } else { scribe.recv_timeout(left) } {
            return Ok(vec![msg]);
        }
    }
    let answers = hands.background.poll();
    let mut news = hands.dispatch(answers)?;
    let warn = |text| Msg::Notice(Notice { text, is_error: true });
    news.extend(hands.take_shutdown_warnings(Duration::ZERO).into_iter().map(warn));
    if !news.is_empty() {
        return Ok(news);
    }
    let busy = saving.into_iter().chain(hands.busy_for()).min();
    let time = busy.map_or(if quiet { poll_interval(model) } else { POLL_INTERVAL }, |age| {
        (age / 8).clamp(POLL_MIN, POLL_MAX)
    });
    // One event at a time: an answer of the writer comes before the next key.
    Ok(keys.next_msg(time)?.into_iter().collect())
}

/// What is typed is kept while nobody types on, so that the time has to be told.
#[cfg(unix)]
fn poll_interval(model: &Model) -> Duration {
    if model.dialog.is_none() && waker::is_available() { IDLE_POLL_INTERVAL } else { POLL_INTERVAL }
}

#[cfg(not(unix))]
fn look(_model: &Model) -> Duration {
    POLL_INTERVAL
}

/// Wakes the loop: there is news.
fn wake() {
    #[cfg(unix)]
    waker::wake();
}

/// How long a change has been being saved, while it is.
fn save_age(model: &Model) -> Option<Duration> {
    let since = model.session.as_ref()?.outbox.saving_since()?;
    Some(Timestamp::now().duration_since(since).try_into().unwrap_or_default())
}

/// Gives the terminal to the user's editor until it ends.
fn run_external_editor(
    text: &str,
    hands: &EffectRunner,
    model: &mut Model,
    screen: &mut Renderer,
    guard: &Guard,
) -> io::Result<Msg> {
    #[cfg(unix)]
    let lend = watchdog::set_editor_active;
    #[cfg(windows)]
    let lend = console::outside;
    guard::restore_terminal();
    lend(true);
    let came = external_editor::edit_text(&hands.editor, text);
    lend(false);
    reacquire_terminal(model, screen, guard)?;
    Ok(match came {
        Ok(text) => Msg::Edited(text),
        Err(error) => Msg::Notice(Notice {
            text: format!("the note is as it was: {}: {error}", Text::line(&hands.editor)),
            is_error: true,
        }),
    })
}

/// Gives the terminal to the shell until it goes on with this job.
#[cfg(unix)]
fn suspend(model: &mut Model, screen: &mut Renderer, guard: &Guard) -> io::Result<()> {
    guard::restore_terminal();
    job_control::suspend_job()?;
    reacquire_terminal(model, screen, guard)
}

/// Takes the terminal over again after somebody else had it.
fn reacquire_terminal(model: &mut Model, screen: &mut Renderer, guard: &Guard) -> io::Result<()> {
    #[cfg(unix)]
    job_control::wait_for_foreground();
    guard.enter()?;
    screen.invalidate();
    let (width, height) = tty::size()?;
    update(model, Msg::Resize(width, height));
    Ok(())
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
fn suspend(model: &mut Model, _screen: &mut Renderer, _guard: &Guard) -> io::Result<()> {
    model.say("this system cannot suspend a program");
    Ok(())
}
