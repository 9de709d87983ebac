//! The twelve steps of the built-in checklist, from the start to `COMPLETE`, by commands alone.

use crate::support::TestEnv;

#[test]
fn all_twelve_steps_are_worked_through() {
    let env = TestEnv::with_session();
    for (question, value) in [
        ("sms-2003", "no"),
        ("active-update-point", "SCCM01"),
        ("internet-clients", "yes"),
        ("internet-update-point", "SCCM02"),
        ("nlb-cluster", "no"),
        ("site-mode", "native"),
        ("product-level", "SP2"),
        ("wsus-version", "\"3.0 SP2\""),
        ("reporting-point-server", "SCCM03"),
        ("nap-evaluation", "yes"),
        ("distribution-point-servers", "SCCM04"),
    ] {
        let answer = format!("{question}: {}\n", value.trim_matches('"'));
        assert!(env.run(&format!("answer site-a {question} {value}")).result().starts_with(&answer));
    }
    for step in (1..=12).filter(|step| *step != 4) {
        assert!(env.run(&format!("mark site-a {step} done")).result().ends_with(" is done\n"));
    }
    env.run("status").gives(
        r#"
Site A
Planning and Preparing Software Updates, session site-a
11/11 steps done; last change 1 minute ago (2026-11-22 17:22 UTC) by alice@sccm01

Last changes
  - alice@sccm01: "Create distribution points" is done (1 minute ago)
  - alice@sccm01: "Configure NAP first" is done (2 minutes ago)
  - alice@sccm01: "Create a reporting point" is done (3 minutes ago)

COMPLETE
"#,
    );
    env.run("verify").gives("[HOME]/state/sessions/site-a/alice@sccm01.jsonl: 23 entries, head [HASH]\nsite-a: sound; 1 log, 23 entries\n");
    env.run("list").gives("SESSION  DONE         STANDS    CHANGED               TITLE\nsite-a   11/11 steps  COMPLETE  2026-11-22 17:22 UTC  Site A\n");
    insta::assert_snapshot!(env.run("export").result());
}
