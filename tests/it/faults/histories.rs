//! Undo and redo over restarts, with others in between.

use super::admins::list_of;
use crate::support::TestEnv;

/// Every command is a process of its own, so each undo is one after a restart.
#[test]
fn undo_and_redo_walk_back_and_forth_over_restarts_with_others_in_between() {
    let env = TestEnv::with_list(&list_of(3));
    env.run("mark site-a s1 done").gives("s1 is done\n");
    env.run("mark site-a s2 done").by("bob").gives("s2 is done\n");
    env.run("mark site-a s3 done").gives("s3 is done\n");
    env.run("mark site-a s1 skipped --reason late").by("bob").gives("s1 is skipped: late\n");
    env.run("undo site-a").gives("s3 is todo\n");
    // What bob made of it since stands.
    env.run("undo site-a").gives("s1 is skipped: late\n");
    env.run("undo site-a").gives("err| error: there is nothing of yours to undo\nexit 1\n");
    env.run("undo site-a").by("bob").gives("s1 is todo\n");
    env.run("redo site-a").gives("s1 is done\n");
    env.run("redo site-a").gives("s3 is done\n");
    env.run("redo site-a").by("bob").gives("s1 is skipped: late\n");
    env.run("redo site-a").gives("err| error: there is nothing of yours to redo\nexit 1\n");
    env.run("log").gives(
        r#"
WHEN                  WHO           NO.  WHAT
2026-11-22 17:00 UTC  alice@sccm01  1    started: The list
2026-11-22 17:01 UTC  alice@sccm01  2    "Do 1" is done
2026-11-22 17:02 UTC  bob@sccm01    1    "Do 2" is done
2026-11-22 17:03 UTC  alice@sccm01  3    "Do 3" is done
2026-11-22 17:04 UTC  bob@sccm01    2    "Do 1" is skipped: late
2026-11-22 17:05 UTC  alice@sccm01  4    undo of 3: "Do 3" is todo (undone)
2026-11-22 17:06 UTC  alice@sccm01  5    undo of 2: "Do 1" is skipped: late (undone)
2026-11-22 17:08 UTC  bob@sccm01    3    undo of 2: "Do 1" is todo (undone)
2026-11-22 17:09 UTC  alice@sccm01  6    redo of 2: "Do 1" is done
2026-11-22 17:10 UTC  alice@sccm01  7    redo of 3: "Do 3" is done
2026-11-22 17:11 UTC  bob@sccm01    4    redo of 2: "Do 1" is skipped: late
"#,
    );
}
