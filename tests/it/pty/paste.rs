//! What is pasted is text, what is typed ahead is keys.

use crate::support::TestEnv;

const PASTE: &[u8] = b"\x1b[200~d\nx\n \x1b[201~";

#[test]
fn a_paste_ticks_nothing_and_is_text_in_a_note() {
    let env = TestEnv::new();
    let mut screen = env.open(&["start"]);
    screen.wait_for("nothing recorded yet");
    screen.send(PASTE);
    screen.wait_for("pasted text was not taken");
    screen.wait_for("0/12");
    assert!(!env.home().exists(), "something was recorded");
    screen.press("n", "Note on: ");
    screen.send(PASTE);
    screen.wait_for("\n d\n x\n");
    screen.press("<c-s>", "d\n");
    crate::support::until("the note is saved", || env.logs("software-updates").contains(r"d\nx"));
    screen.wait_for("0/12");
    screen.keys("q");
    assert_eq!(screen.left().code, 0);
}

#[test]
fn a_paste_that_comes_in_pieces_is_one_text() {
    let env = TestEnv::new();
    let mut screen = env.open(&["start"]);
    screen.wait_for("nothing recorded yet");
    screen.press("d", "Why is it deferred?");
    screen.send(b"\x1b[200~after");
    screen.send(b" the\n");
    screen.send("freeze \u{e9}\u{1f600}".as_bytes());
    screen.send(b"\x1b[201~");
    screen.wait_for("after the freeze \u{e9}\u{1f600}");
    screen.press("<enter>", "deferred");
    crate::support::until("the reason is saved", || {
        env.logs("software-updates").contains("after the freeze \u{e9}\u{1f600}")
    });
    screen.keys("q");
    assert_eq!(screen.left().code, 0);
}

#[test]
fn keys_typed_ahead_are_all_taken() {
    let env = TestEnv::new();
    let mut screen = env.open(&["start"]);
    screen.wait_for("nothing recorded yet");
    // 200 bytes at once: down and up in both of their forms, in the end on the third step.
    let mut keys = "jk<down><up>".repeat(24);
    keys.push_str("jjjjjjkk");
    assert_eq!(crate::support::bytes(&keys).len(), 200);
    screen.press(&keys, "5. Choose the computers");
    let long = "0123456789".repeat(20);
    screen.press("d", "Why is it deferred?");
    screen.keys(&long);
    screen.press("<enter>", "deferred");
    crate::support::until("the reason is saved whole", || env.logs("software-updates").contains(&long));
    screen.keys("q");
    assert_eq!(screen.left().code, 0);
}
