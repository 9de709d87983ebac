//! PURE. The page in a real browser, where Chromium is installed: it shows, prints, logs no errors
//! and fetches nothing.
//!
//! `RUNSHEET_PICTURES=DIR` keeps the pictures for people to look at.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use jiff::tz::TimeZone;

use super::corpus::{FIELDS, session_with};
use super::fixture::{Session, half_done, long, marked, rich};
use crate::report::{ReportFormat, ReportOptions};
use crate::session::Status;

/// A browser with a fresh profile and no network, which logs what it requests.
struct Browser {
    program: &'static str,
    folder: tempfile::TempDir,
}

impl Browser {
    #[expect(clippy::print_stderr, reason = "a test that is left out says so")]
    fn find() -> Option<Self> {
        let works = |program: &&str| Command::new(program).arg("--version").output().is_ok();
        let Some(program) = ["chromium", "chromium-browser", "google-chrome"].into_iter().find(works) else {
            eprintln!("SKIPPED: Chromium is not installed");
            return None;
        };
        Some(Self { program, folder: tempfile::tempdir().unwrap() })
    }

    fn run(&self, page: &Path, options: &[String]) -> Output {
        let log = self.folder.path().join("net.json");
        let output = Command::new(self.program)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
            .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
            .args(["--disable-extensions", "--enable-logging=stderr", "--hide-scrollbars"])
            .arg(format!("--user-data-dir={}", self.folder.path().join("profile").display()))
            .args(["--host-resolver-rules=MAP * ~NOTFOUND", "--net-log-capture-mode=Everything"])
            .arg(format!("--log-net-log={}", log.display()))
            .args(options)
            .arg(format!("file://{}", page.display()))
            .output()
            .unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{stderr}");
        assert!(!stderr.contains("CONSOLE"), "{stderr}");
        // The browser has requests of its own; every address in a page contains one of these.
        let asked = std::fs::read_to_string(log).unwrap();
        assert!(asked.contains("file://") || asked.contains("constants"), "the network's log is empty");
        assert!(
            !asked.contains("example") && !asked.contains("learn.microsoft.com"),
            "the page fetched something"
        );
        output
    }

    fn page(&self, name: &str, session: &Session) -> PathBuf {
        let page = session.render(&TimeZone::UTC, ReportFormat::Html, &ReportOptions::default());
        let path = self.folder.path().join(format!("{name}.html"));
        std::fs::write(&path, page).unwrap();
        path
    }
}

/// Returns a session of one step, which is done.
fn short() -> Session {
    let mut session = long(1);
    session.alice(marked("s0", Status::Done));
    session
}

#[test]
fn the_page_shows_prints_and_fetches_nothing() {
    let Some(browser) = Browser::find() else { return };
    let kept = std::env::var_os("RUNSHEET_PICTURES").map(PathBuf::from);
    // Each picture takes seconds: where nobody looks at them, two sessions are enough.
    let sessions = [("rich", rich()), ("long", long(500)), ("short", short()), ("half", half_done())];
    let shown = if kept.is_some() { sessions.len() } else { 2 };
    let folder = kept.unwrap_or_else(|| browser.folder.path().to_owned());
    for (name, session) in sessions.iter().take(shown) {
        let page = browser.page(name, session);
        let paper = folder.join(format!("{name}.pdf"));
        browser.run(&page, &[format!("--print-to-pdf={}", paper.display()), "--no-pdf-header-footer".into()]);
        assert!(std::fs::read(paper).unwrap().starts_with(b"%PDF"));
        for (look, option) in [("light", "--lang=en"), ("dark", "--blink-settings=preferredColorScheme=0")] {
            let picture = folder.join(format!("{name}-{look}.png"));
            let shot = format!("--screenshot={}", picture.display());
            browser.run(&page, &[shot, "--window-size=1000,1800".into(), option.into()]);
            assert!(std::fs::read(picture).unwrap().starts_with(b"\x89PNG"));
        }
    }
}

#[test]
fn nothing_in_the_page_is_executed() {
    let Some(browser) = Browser::find() else { return };
    let text = "<img src=http://beacon.example/a.png onerror=\"document.title='alive'\">\
                </style></title><script>document.title='alive'</script><svg onload=document.title='alive'>";
    for field in FIELDS.into_iter().step_by(3) {
        let page = browser.page(&format!("{field:?}"), &session_with(Some(field), text));
        let dom = String::from_utf8(browser.run(&page, &["--dump-dom".into()]).stdout).unwrap();
        assert!(!dom.contains("<title>alive") && !dom.contains("<script") && !dom.contains("<img"), "{dom}");
    }
}
