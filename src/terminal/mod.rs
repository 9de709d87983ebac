//! TTY. The full screen: keys in, messages to the wizard, its effects out, frames drawn.

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

use std::io;
use std::time::Duration;

use jiff::Timestamp;

use crate::text::Text;
use crate::wizard::{Effect, Message, Model, Msg, update};
use draw::Screen;
pub use guard::Guard;
pub(crate) use guard::can_draw;
pub(crate) use hands::{Hands, board, walk};

/// How long the loop waits for a change to be saved before it turns to the keys again. A healthy
/// disk answers far sooner, so that keys typed ahead find the change made.
const PATIENCE: Duration = Duration::from_millis(200);

/// How often the loop looks up from waiting for keys: for what others recorded, and whether it was
/// stopped in between.
const LOOK: Duration = Duration::from_secs(1);

/// How often it does so while a change is being saved.
const SOON: Duration = Duration::from_millis(25);

/// How long an ending program waits for what is being written.
const LAST: Duration = Duration::from_secs(2);

/// Runs the wizard on the terminal until it is left, and gives back where it was then.
pub(crate) fn run(mut model: Model, mut hands: Hands) -> io::Result<Model> {
    // First of all, so that no signal finds the terminal taken and nobody to give it back.
    #[cfg(unix)]
    watchdog::watch().and_then(|()| job::watch())?;
    #[cfg(windows)]
    console::watch()?;
    let mut guard = Guard::take(model.mouse)?;
    let (mut screen, mut keys) = (Screen::new(), keys::Keys::new());
    let (width, height) = tty::size()?;
    update(&mut model, Msg::Resize(width, height));
    let result = turn(&mut model, &mut hands, (&mut screen, &mut keys), &mut guard);
    drop(guard);
    // What was still being saved when the wizard was left belongs to where it was left.
    for msg in hands.scribe.take().map(|scribe| scribe.finish(LAST)).unwrap_or_default() {
        update(&mut model, msg);
    }
    #[cfg(unix)]
    if result.is_err() {
        // A terminal that has gone away is no error, and nobody is there to read one.
        watchdog::leave_to_it();
    }
    result.map(|()| model)
}

/// The loop: draw, wait, take what came.
fn turn(
    model: &mut Model,
    hands: &mut Hands,
    (screen, keys): (&mut Screen, &mut keys::Keys),
    guard: &mut Guard,
) -> io::Result<()> {
    loop {
        if let Some(codes) = hands.title.follow(model) {
            screen.send(&codes)?;
        }
        screen.draw(model)?;
        let mut news = wait(model, hands, keys)?;
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
    Ok(keys.next(Some(time))?.into_iter().collect())
}

fn is_saving(model: &Model) -> bool {
    let pending = model.walk.as_ref().and_then(|walk| walk.pending.as_ref());
    pending.is_some_and(|pending| pending.failed.is_none())
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
