//! TTY. The full screen: keys in, messages to the wizard, its effects out, frames drawn.

#[cfg(windows)]
mod console;
mod draw;
mod guard;
mod hands;
mod keys;
#[cfg(any(windows, test))]
mod paste;
mod recorder;
#[cfg(unix)]
mod watchdog;

use std::io;
use std::time::Duration;

use jiff::Timestamp;

use crate::wizard::{Effect, Model, Msg, update};
use draw::Screen;
use guard::Guard;
pub(crate) use guard::can_draw;
pub(crate) use hands::{Hands, board, walk};

/// How long the loop waits for a change to be saved before it turns to the keys again. A healthy
/// disk answers far sooner, so that keys typed ahead find the change made.
const PATIENCE: Duration = Duration::from_millis(200);

/// How often the loop looks up from waiting for keys, while a session is open.
const LOOK: Duration = Duration::from_secs(1);

/// How often it does so while a change is being saved.
const SOON: Duration = Duration::from_millis(25);

/// How long an ending program waits for what is being written.
const LAST: Duration = Duration::from_secs(2);

/// Runs the wizard on the terminal until it is left, and gives back where it was then.
pub(crate) fn run(mut model: Model, mut hands: Hands, mouse: bool) -> io::Result<Model> {
    let guard = Guard::take(mouse)?;
    #[cfg(unix)]
    watchdog::watch()?;
    #[cfg(windows)]
    console::watch()?;
    let (mut screen, mut keys) = (Screen::new(), keys::Keys::new());
    let (width, height) = crossterm::terminal::size()?;
    update(&mut model, Msg::Resize(width, height));
    let result = turn(&mut model, &mut hands, (&mut screen, &mut keys), &guard);
    drop(guard);
    if let Some(scribe) = hands.scribe.take() {
        scribe.finish(LAST);
    }
    result.map(|()| model)
}

/// The loop: draw, wait, take what came.
fn turn(
    model: &mut Model,
    hands: &mut Hands,
    (screen, keys): (&mut Screen, &mut keys::Keys),
    guard: &Guard,
) -> io::Result<()> {
    loop {
        screen.draw(model)?;
        let news = wait(model, hands, keys)?;
        update(model, Msg::Tick(Timestamp::now()));
        for msg in news {
            let mut effects = update(model, msg);
            while !effects.is_empty() {
                let mut answers = Vec::new();
                for effect in effects {
                    match effect {
                        Effect::Quit => return Ok(()),
                        Effect::Redraw => screen.forget(),
                        Effect::Suspend => suspend(model, screen, guard)?,
                        other => answers.extend(hands.carry_out(other, model, screen)?),
                    }
                }
                effects = answers.into_iter().flat_map(|answer| update(model, answer)).collect();
            }
        }
    }
}

/// Waits for what comes next: an answer of the writer, a key, or the time to look up.
fn wait(model: &Model, hands: &Hands, keys: &mut keys::Keys) -> io::Result<Vec<Msg>> {
    let saving = is_saving(model);
    if let Some(scribe) = &hands.scribe {
        let waited = model.walk.as_ref().and_then(|walk| walk.pending.as_ref()).map_or(0, |pending| {
            Timestamp::now().as_millisecond().saturating_sub(pending.since.as_millisecond())
        });
        let fresh = saving && u128::try_from(waited).is_ok_and(|waited| waited < PATIENCE.as_millis());
        if let Some(msg) = if fresh { scribe.wait(PATIENCE) } else { scribe.news() } {
            return Ok(vec![msg]);
        }
    }
    let time = if saving { SOON } else { LOOK };
    // One event at a time: an answer of the writer comes before the next key.
    Ok(keys.next(hands.scribe.is_some().then_some(time))?.into_iter().collect())
}

fn is_saving(model: &Model) -> bool {
    let pending = model.walk.as_ref().and_then(|walk| walk.pending.as_ref());
    pending.is_some_and(|pending| pending.failed.is_none())
}

/// Gives the terminal to the shell until it goes on with this job.
#[cfg(unix)]
fn suspend(model: &mut Model, screen: &mut Screen, guard: &Guard) -> io::Result<()> {
    guard::give_back();
    signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)?;
    guard.enter()?;
    screen.forget();
    let (width, height) = crossterm::terminal::size()?;
    update(model, Msg::Resize(width, height));
    Ok(())
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
fn suspend(model: &mut Model, _screen: &mut Screen, _guard: &Guard) -> io::Result<()> {
    model.say("this system cannot suspend a program");
    Ok(())
}
