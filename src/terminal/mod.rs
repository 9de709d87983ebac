//! TTY. The full screen: keys in, messages to the wizard, its effects out, frames drawn.

#[cfg(unix)]
mod bell;
mod board;
#[cfg(windows)]
mod console;
mod draw;
mod guard;
mod hands;
#[cfg(unix)]
mod job;
mod keys;
mod outside;
#[cfg(any(windows, test))]
mod paste;
mod pen;
mod qr;
mod recorder;
mod title;
mod tty;
#[cfg(unix)]
mod watchdog;
mod worker;

use std::io;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::text::Text;
use crate::wizard::{Effect, Message, Model, Msg, update};
use draw::Screen;
pub use guard::Guard;
pub(crate) use guard::can_draw;
pub(crate) use hands::{Hands, walk};

/// How long the loop waits for a change to be saved before it turns to the keys again. A healthy
/// disk answers far sooner, so that keys typed ahead find the change made.
const PATIENCE: Duration = Duration::from_millis(200);

/// How often the loop looks up from waiting for keys where nothing wakes it: for what others recorded,
/// and whether it was stopped in between.
const LOOK: Duration = Duration::from_secs(1);

/// How often it does so where it is woken: how long ago others were here is told in minutes.
#[cfg(unix)]
const MINUTE: Duration = Duration::from_secs(60);

/// So long keys that are there already are taken before the next frame is drawn.
const FRAME: Duration = Duration::from_millis(50);

/// So soon the loop draws while a change is being saved: where the disk is quick, one frame shows all.
const UNSEEN: Duration = Duration::from_millis(50);

/// How often it looks up while something is under way: the more seldom the longer it takes.
const SOON: Duration = Duration::from_millis(25);
const SELDOM: Duration = Duration::from_millis(500);

/// How long an ending program waits for what is being written: it has ended within two seconds.
const LAST: Duration = Duration::from_millis(1500);

/// What is to be told on the normal screen after the wizard.
pub(crate) struct Left {
    /// Where it was left.
    pub(crate) model: Model,
    /// What may not be on disk.
    pub(crate) warnings: Vec<String>,
}

/// Runs the wizard on the terminal until it is left, and gives back where it was then.
pub(crate) fn run(mut model: Model, mut hands: Hands) -> io::Result<Left> {
    // First of all, so that no signal finds the terminal taken and nobody to give it back.
    #[cfg(unix)]
    watchdog::watch().and_then(|()| job::watch())?;
    #[cfg(windows)]
    console::watch()?;
    if model.board.is_some() {
        hands.read_board()?;
    }
    let mut guard = Guard::take(model.mouse)?;
    let (mut screen, mut keys) = (Screen::new(), keys::Keys::new());
    let (width, height) = tty::size()?;
    update(&mut model, Msg::Resize(width, height));
    let result = turn(&mut model, &mut hands, (&mut screen, &mut keys), &mut guard);
    drop(guard);
    let warnings = finish(&mut model, hands);
    #[cfg(unix)]
    if result.is_err() {
        // A terminal that has gone away is no error, and nobody is there to read one.
        watchdog::leave_to_it();
    }
    result.map(|()| Left { model, warnings })
}

/// What was still being written when the wizard was left comes to its end, but not for ever.
fn finish(model: &mut Model, mut hands: Hands) -> Vec<String> {
    let until = Instant::now() + LAST;
    for msg in hands.scribe.take().map(|scribe| scribe.end(until).rest()).unwrap_or_default() {
        // It belongs to where the wizard was left.
        update(model, msg);
    }
    let mut warnings = hands.endings(until.saturating_duration_since(Instant::now()));
    match hands.worker.finish(until) {
        Some(Ok(Msg::Said(said))) if said.alarm => warnings.push(said.text),
        Some(Ok(Msg::Exists(path))) => {
            let path = crate::text::Text::line(&path.to_string_lossy()).to_string();
            warnings.push(format!("the report was not written: `{path}` is there already"));
        }
        Some(Err(unfinished)) => warnings.push(unfinished),
        Some(Ok(_)) | None => {}
    }
    warnings
}

/// The loop: draw, wait, take what came.
fn turn(
    model: &mut Model,
    hands: &mut Hands,
    (screen, keys): (&mut Screen, &mut keys::Keys),
    guard: &mut Guard,
) -> io::Result<()> {
    let (mut drawn, mut quiet) = (None::<Instant>, false);
    loop {
        let mut news = typed_ahead(keys, drawn)?;
        if news.is_empty() {
            news = at_once(model, hands)?;
        }
        if news.is_empty() {
            screen.draw(model, &hands.title.follow(model).unwrap_or_default())?;
            drawn = Some(Instant::now());
            hands.begin()?;
            news = wait(model, hands, keys, quiet)?;
            quiet = news.is_empty();
        }
        #[cfg(unix)]
        if job::continued() {
            // It was stopped from outside: as far as it knows, the terminal was its own all the time.
            take_again(model, screen, guard)?;
        }
        news.insert(0, Msg::Tick(Timestamp::now()));
        for msg in news {
            if matches!(msg, Msg::Resize(..)) {
                // Also where the size is the same again: in between the terminal cut off what it showed.
                screen.forget();
            }
            let mut effects = update(model, msg);
            while !effects.is_empty() {
                let mut answers = Vec::new();
                for effect in effects {
                    match effect {
                        Effect::Quit => return Ok(()),
                        Effect::Redraw => screen.forget(),
                        Effect::Suspend => suspend(model, screen, guard)?,
                        Effect::Mouse(on) => guard.set_mouse(on)?,
                        Effect::Edit(text) => answers.push(edit(&text, hands, model, screen, guard)?),
                        other => answers.extend(hands.carry_out(other, model, screen)?),
                    }
                }
                effects = answers.into_iter().flat_map(|answer| update(model, answer)).collect();
            }
        }
    }
}

/// A key that is there already: with many typed at once, one frame shows what they came to, and
/// their changes are saved together.
fn typed_ahead(keys: &mut keys::Keys, drawn: Option<Instant>) -> io::Result<Vec<Msg>> {
    let soon = drawn.is_some_and(|drawn| drawn.elapsed() < FRAME);
    Ok(if soon { keys.next(Duration::ZERO)?.into_iter().collect() } else { Vec::new() })
}

/// What comes so soon that no frame is drawn before it.
fn at_once(model: &Model, hands: &mut Hands) -> io::Result<Vec<Msg>> {
    let left = saving(model).map_or(Duration::ZERO, |age| UNSEEN.saturating_sub(age));
    if let Some(scribe) = hands.scribe.as_ref().filter(|_| !left.is_zero())
        && let Some(msg) = scribe.wait(left)
    {
        return Ok(vec![msg]);
    }
    let answers = hands.worker.at_once();
    hands.heard(answers)
}

/// Waits for what comes next: an answer of the writer or a job, a key, or the time to look up.
fn wait(model: &Model, hands: &mut Hands, keys: &mut keys::Keys, quiet: bool) -> io::Result<Vec<Msg>> {
    let saving = saving(model);
    if let Some(scribe) = &hands.scribe {
        let left = saving.map_or(Duration::ZERO, |age| PATIENCE.saturating_sub(age));
        if let Some(msg) = if left.is_zero() { scribe.news() } else { scribe.wait(left) } {
            return Ok(vec![msg]);
        }
    }
    let answers = hands.worker.news();
    let mut news = hands.heard(answers)?;
    let warn = |text| Msg::Said(Message { text, alarm: true });
    news.extend(hands.endings(Duration::ZERO).into_iter().map(warn));
    if !news.is_empty() {
        return Ok(news);
    }
    let busy = saving.into_iter().chain(hands.busy()).min();
    let time = busy.map_or(if quiet { look(model) } else { LOOK }, |age| (age / 8).clamp(SOON, SELDOM));
    // One event at a time: an answer of the writer comes before the next key.
    Ok(keys.next(time)?.into_iter().collect())
}

/// What is typed is kept while nobody types on, so that the time has to be told.
#[cfg(unix)]
fn look(model: &Model) -> Duration {
    if model.sheet.is_none() && bell::hangs() { MINUTE } else { LOOK }
}

#[cfg(not(unix))]
fn look(_model: &Model) -> Duration {
    LOOK
}

/// Wakes the loop: there is news.
fn ring() {
    #[cfg(unix)]
    bell::ring();
}

/// How long a change has been being saved, while it is.
fn saving(model: &Model) -> Option<Duration> {
    let pending = model.walk.as_ref().filter(|walk| walk.is_saving())?.pending.as_ref()?;
    Some(Timestamp::now().duration_since(pending.since).try_into().unwrap_or_default())
}

/// Gives the terminal to the user's editor until it ends.
fn edit(text: &str, hands: &Hands, model: &mut Model, screen: &mut Screen, guard: &Guard) -> io::Result<Msg> {
    #[cfg(unix)]
    let lend = watchdog::outside;
    #[cfg(windows)]
    let lend = console::outside;
    guard::give_back();
    lend(true);
    let came = outside::edit(&hands.editor, text);
    lend(false);
    take_again(model, screen, guard)?;
    Ok(match came {
        Ok(text) => Msg::Edited(text),
        Err(error) => Msg::Said(Message {
            text: format!("the note is as it was: {}: {error}", Text::line(&hands.editor)),
            alarm: true,
        }),
    })
}

/// Gives the terminal to the shell until it goes on with this job.
#[cfg(unix)]
fn suspend(model: &mut Model, screen: &mut Screen, guard: &Guard) -> io::Result<()> {
    guard::give_back();
    job::stop()?;
    take_again(model, screen, guard)
}

/// Takes the terminal over again after somebody else had it.
fn take_again(model: &mut Model, screen: &mut Screen, guard: &Guard) -> io::Result<()> {
    #[cfg(unix)]
    job::wait_for_the_terminal();
    guard.enter()?;
    screen.forget();
    let (width, height) = tty::size()?;
    update(model, Msg::Resize(width, height));
    Ok(())
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
fn suspend(model: &mut Model, _screen: &mut Screen, _guard: &Guard) -> io::Result<()> {
    model.say("this system cannot suspend a program");
    Ok(())
}
