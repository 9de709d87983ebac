//! SIGKILL at any moment: what was on the screen is on disk, and nothing but what was typed.

use std::time::{Duration, Instant};

use runsheet::journal::Home;
use runsheet::session::{Status, Writer};
use rustix::process::Signal;

use super::admins::{list_of, mark, marked_steps, name, read_logs};
use crate::support::{Rng, Terminal, TestEnv};

/// How often the program is killed, unless the variable says otherwise.
const RUNS: usize = 100;
const MORE: &str = "RUNSHEET_KILLS";
/// How long all runs may take; on a machine that is busy there are fewer then.
const BUDGET: Duration = Duration::from_secs(40);
/// As many steps as the outline shows beside an open field.
const STEPS: usize = 16;

/// Begins a session whose every step is then done or blocked, one after the other.
fn start_typing(env: &TestEnv) -> Terminal {
    std::fs::write(env.path("list.json"), list_of(STEPS)).unwrap();
    let mut screen = env.open(&["start", "list.json", "--name", "site-a"]);
    screen.wait_for("nothing recorded yet");
    let keys: String = (1..=STEPS)
        .map(|n| if n % 2 == 0 { format!("bwhy {n}<enter>j") } else { "<space>j".to_owned() })
        .collect();
    screen.keys(&keys);
    screen
}

/// The steps that the outline shows as done or blocked.
fn shown_steps(screen: &str) -> Vec<String> {
    let marked = |line: &str| {
        let (_, title) = line.split_once("[✓] Do ").or_else(|| line.split_once("[!] Do "))?;
        let number: String = title.chars().take_while(char::is_ascii_digit).collect();
        Some(format!("s{number}"))
    };
    screen.lines().filter_map(marked).collect()
}

#[test]
fn killed_at_any_moment_nothing_that_was_shown_is_lost() {
    let runs = std::env::var(MORE).ok().and_then(|runs| runs.parse().ok());
    let seed = u64::try_from(jiff::Timestamp::now().as_microsecond()).unwrap() | 1;
    let mut rng = Rng(seed);
    let began = Instant::now();
    let (mut done, mut most) = (0, 0);
    // How long a whole run takes is learned from runs that came to their end.
    let mut whole = Duration::from_millis(400);
    while done < runs.unwrap_or(RUNS) && (runs.is_some() || began.elapsed() < BUDGET) {
        let env = TestEnv::new();
        let mut screen = start_typing(&env);
        let micros = rng.below(usize::try_from(whole.as_micros()).unwrap());
        // Here the moment itself is what is tried.
        std::thread::sleep(Duration::from_micros(micros as u64));
        screen.signal(Signal::KILL);
        screen.ended();
        screen.all_bytes();
        let (shown, recorded) = (shown_steps(&screen.screen()), recorded_steps(&env));
        // All was typed at once, and what waits for a disk is written together: it may be there
        // before it shows, but in the order in which it was typed, without a gap.
        let typed = (1..=recorded.len()).map(|n| format!("s{n}"));
        assert!(
            recorded.len() <= STEPS && recorded.starts_with(&shown) && recorded.iter().cloned().eq(typed),
            "seed {seed}, run {done}, {micros} µs: shown {shown:?}, on disk {recorded:?}\n{}",
            screen.screen()
        );
        if !recorded.is_empty() {
            assert_usable(&env, done);
        }
        whole = if shown.len() == STEPS { whole.mul_f64(0.9) } else { whole.mul_f64(1.02) };
        most = most.max(shown.len());
        done += 1;
    }
    assert!(done >= 20 && most > STEPS / 2, "only {done} runs, at most {most} changes shown");
    eprintln!("{done} runs in {:?}; at most {most} changes were shown", began.elapsed());
}

/// The marks on disk; a session is there as a whole or not at all.
fn recorded_steps(env: &TestEnv) -> Vec<String> {
    let home = Home::new(env.home());
    if home.session_names().unwrap().is_empty() {
        return Vec::new();
    }
    let logs = read_logs(&env.home());
    assert!(logs.is_sound(), "{:?}", logs.all_faults().collect::<Vec<_>>());
    assert_eq!(home.session_names().unwrap(), [name()]);
    marked_steps(&logs)
}

/// `verify` is content, and the session takes the next change.
fn assert_usable(env: &TestEnv, run: usize) {
    if run.is_multiple_of(10) {
        assert!(env.exec_ok(&["verify", "site-a"]).contains("site-a: sound"));
        env.exec_ok(&["mark", "site-a", "s1", "in_progress"]);
    }
    mark(&env.home(), &Writer::new("bob", "sccm02"), "s16", Status::Skipped);
    assert!(read_logs(&env.home()).is_sound());
}
