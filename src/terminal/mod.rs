//! TTY. The full screen: an event loop that takes keys and reports, updates the wizard, runs its effects
//! and draws frames.

mod effects;
mod executor;
mod guard;
mod input;
#[cfg(any(windows, test))]
mod paste;
mod renderer;
#[cfg(unix)]
mod signals;
#[cfg(windows)]
#[path = "console.rs"]
mod signals;
mod timing;
mod writer_thread;

use std::io;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use crate::app;
use crate::app::actions::SessionActions;
use crate::journal::Journal;
use crate::text::Text;
use crate::tui::{Effect, Model, Msg, Notice, update};
pub(crate) use effects::session_screen;
use executor::Executor;
pub use guard::Guard;
use guard::Multiplexer;
pub(crate) use guard::can_draw;
use input::InputReader;
use renderer::FrameRenderer;
use timing::{FRAME_INTERVAL, IDLE_INTERVAL, POLL_INTERVAL, RESPONSE_TIMEOUT};
use writer_thread::WriteRequest;

/// The state in which the wizard was left, for the summary on the normal screen.
pub(crate) struct ExitState {
    pub(crate) model: Model,
    /// What may not be on disk.
    pub(crate) warnings: Vec<String>,
}

/// Runs the wizard on the terminal until it is left. The writer belongs to the session that the model shows;
/// without one, the board is loaded.
pub(crate) fn run(
    model: Model,
    actions: SessionActions,
    writer: Option<Journal>,
    var: &dyn Fn(&str) -> Option<String>,
) -> io::Result<ExitState> {
    // First: a signal must not end the program without restoring the terminal.
    signals::start()?;
    let mut executor = Executor::new(actions);
    match writer {
        Some(writer) => executor.open_session(writer),
        None => {
            effects::load_board(&mut executor)?;
        }
    }
    let guard = Guard::acquire(model.mouse_captured)?;
    let mut event_loop = EventLoop {
        model,
        executor,
        renderer: FrameRenderer::new(var),
        input: InputReader::new(),
        guard,
        editor: effects::editor_command(var),
        multiplexer: Multiplexer::from_env(var),
        last_frame: None,
        is_idle: false,
    };
    event_loop.resize()?;
    let result = event_loop.run();
    let EventLoop { mut model, executor, guard, .. } = event_loop;
    drop(guard);
    let (msgs, warnings) = executor.shut_down();
    for msg in msgs {
        update(&mut model, msg);
    }
    if result.is_err() {
        // A terminal that has gone away is not an error that anybody could read.
        signals::wait_for_exit();
    }
    result.map(|()| ExitState { model, warnings })
}

struct EventLoop {
    model: Model,
    executor: Executor,
    renderer: FrameRenderer,
    input: InputReader,
    guard: Guard,
    /// The user's own editor.
    editor: String,
    multiplexer: Multiplexer,
    last_frame: Option<Instant>,
    /// Whether the last wait ended without a message.
    is_idle: bool,
}

impl EventLoop {
    fn run(&mut self) -> io::Result<()> {
        loop {
            let mut msgs = self.drain()?;
            if msgs.is_empty() {
                self.draw()?;
                msgs = self.wait()?;
                self.is_idle = msgs.is_empty();
            }
            if signals::take_continued() {
                // Another process stopped the job, and the shell had the terminal in between.
                self.reacquire_terminal()?;
            }
            msgs.insert(0, Msg::Tick(app::now()));
            for msg in msgs {
                if self.dispatch(msg)?.is_break() {
                    return Ok(());
                }
            }
        }
    }

    /// Returns what is handled before the next frame is drawn: keys that are typed already, so that one frame
    /// shows the result and their changes are saved together, or reports that come soon.
    fn drain(&mut self) -> io::Result<Vec<Msg>> {
        if self.last_frame.is_some_and(|drawn| drawn.elapsed() < FRAME_INTERVAL)
            && let Some(msg) = self.input.next_msg(Duration::ZERO)?
        {
            return Ok(vec![msg]);
        }
        Ok(self.executor.receive(FRAME_INTERVAL))
    }

    fn draw(&mut self) -> io::Result<()> {
        self.renderer.draw(&self.model)?;
        self.last_frame = Some(Instant::now());
        // Not before the first frame, which would wait for it.
        self.executor.follow()
    }

    /// Waits for a report or a key, up to a time limit.
    fn wait(&mut self) -> io::Result<Vec<Msg>> {
        let mut msgs = self.executor.receive(RESPONSE_TIMEOUT);
        msgs.extend(self.executor.overdue());
        if msgs.is_empty() {
            // One key at a time: reports are handled before the next one.
            msgs.extend(self.input.next_msg(self.poll_interval())?);
        }
        Ok(msgs)
    }

    fn poll_interval(&self) -> Duration {
        match self.executor.busy_for() {
            // The screen shows the seconds; where nothing wakes the loop, it polls for reports.
            Some(age) => (age / 8).clamp(FRAME_INTERVAL / 2, POLL_INTERVAL / 2),
            // A draft in a dialog is saved some time after the last key.
            None if self.is_idle && self.model.dialog.is_none() && signals::can_wake() => IDLE_INTERVAL,
            None => POLL_INTERVAL,
        }
    }

    /// Updates the model with a message and with the answers to its effects.
    fn dispatch(&mut self, msg: Msg) -> io::Result<ControlFlow<()>> {
        if matches!(msg, Msg::Resize(..)) {
            // Also if the size is as before: in between the terminal may have cut the frame off.
            self.renderer.invalidate();
        }
        for effect in update(&mut self.model, msg) {
            if effect == Effect::Quit {
                return Ok(ControlFlow::Break(()));
            }
            for answer in self.run_effect(effect)? {
                if self.dispatch(answer)?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Runs an effect: on the terminal, as a request to the session's writer, or as a task.
    fn run_effect(&mut self, effect: Effect) -> io::Result<Vec<Msg>> {
        match effect {
            Effect::Record(events) => self.send(WriteRequest::Append(events))?,
            Effect::Replay => self.send(WriteRequest::Replay)?,
            Effect::SaveDrafts(drafts) => self.send(WriteRequest::SaveDrafts(drafts))?,
            Effect::Redraw => self.renderer.invalidate(),
            Effect::Suspend => self.suspend()?,
            Effect::CaptureMouse(on) => self.guard.set_mouse(on)?,
            Effect::Edit(text) => return self.edit(&text).map(|msg| vec![msg]),
            Effect::Copy(text, name) => {
                guard::write_codes(&guard::clipboard_codes(&text, self.multiplexer))?;
                let text = format!("sent {name} to the terminal's clipboard: {text}");
                return Ok(vec![Notice::info(text).into()]);
            }
            other => return effects::run(other, &mut self.executor, &self.model),
        }
        Ok(Vec::new())
    }

    /// Sends a request to the writer of the open session.
    fn send(&mut self, request: WriteRequest) -> io::Result<()> {
        if let Some(writer) = self.executor.writer()? {
            writer.send(request);
        }
        Ok(())
    }

    /// Lends the terminal to the user's editor until it ends.
    fn edit(&mut self, text: &str) -> io::Result<Msg> {
        guard::restore_terminal();
        signals::set_editor_active(true);
        let edited = effects::edit_text(&self.editor, text);
        signals::set_editor_active(false);
        self.reacquire_terminal()?;
        Ok(match edited {
            Ok(text) => Msg::Edited(text),
            Err(error) => {
                let text = format!("the note is as it was: {}: {error}", Text::line(&self.editor));
                Notice::error(text).into()
            }
        })
    }

    /// Lends the terminal to the shell until it continues this job.
    fn suspend(&mut self) -> io::Result<()> {
        if cfg!(windows) {
            self.model.notify("this system cannot suspend a program");
            return Ok(());
        }
        guard::restore_terminal();
        signals::suspend_job()?;
        self.reacquire_terminal()
    }

    fn reacquire_terminal(&mut self) -> io::Result<()> {
        signals::wait_for_foreground();
        self.guard.enter()?;
        self.renderer.invalidate();
        self.resize()
    }

    fn resize(&mut self) -> io::Result<()> {
        let (width, height) = guard::size()?;
        update(&mut self.model, Msg::Resize(width, height));
        Ok(())
    }
}
