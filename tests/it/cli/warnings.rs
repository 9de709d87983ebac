//! The story of a warning, by commands alone: mixed mode, SP1 and WSUS 3.0 do not fit together.

use crate::support::TestEnv;

const DOES_NOT_FIT: &str = "WSUS 3.0 without a service pack does not fit Configuration Manager 2007 SP1. Choose WSUS 3.0 SP1, or SP2 as later pages allow.";

/// A session with the answers of the story, and everything done but step 6.
fn story() -> TestEnv {
    let env = TestEnv::with_session();
    for (question, value) in [
        ("sms-2003", "no"),
        ("active-update-point", "SCCM01"),
        ("internet-clients", "no"),
        ("nlb-cluster", "no"),
        ("site-mode", "mixed"),
        ("product-level", "SP1"),
        ("wsus-version", "3.0"),
        ("reporting-point-server", "SCCM03"),
        ("nap-evaluation", "no"),
        ("distribution-point-servers", "SCCM04"),
    ] {
        env.run(&format!("answer site-a {question} {value}")).printed();
    }
    for step in [1, 2, 3, 5, 7, 8, 9, 10, 12] {
        env.run(&format!("mark site-a {step} done")).printed();
    }
    env
}

#[test]
fn a_warning_in_force_is_refused_accepted_and_told_everywhere() {
    let env = story();
    env.run("mark site-a 6 done").gives(&format!(
        "err| error: to mark it done all the same, give a reason. Warning in force: {DOES_NOT_FIT}
err| hint: `--reason` gives one
exit 1
"
    ));
    assert_eq!(env.run("status site-a").printed().1, 3);
    env.run("mark site-a 6 done --reason \"SP1 is installed on Friday\"")
        .gives("update-point-installation is done, 1 warning accepted: SP1 is installed on Friday\n");
    let (status, exit) = env.run("status site-a").printed();
    assert_eq!(exit, 0);
    assert!(status.contains("Warnings in force\n  - 6. Plan the installation: WSUS 3.0 without"));
    assert!(
        status.ends_with("(accepted: SP1 is installed on Friday)\n\nCOMPLETE, 1 warning accepted\n"),
        "{status}"
    );
    let json: serde_json::Value = serde_json::from_str(&env.run("status --json").printed().0).unwrap();
    assert_eq!(
        json["warnings"],
        serde_json::json!([{
            "step": "update-point-installation", "text": DOES_NOT_FIT, "reason": "SP1 is installed on Friday"
        }])
    );
    insta::assert_snapshot!(env.run("export").printed().0);
    for format in ["gitlab", "jira", "confluence", "servicenow", "text", "html", "json", "csv"] {
        let (report, exit) = env.run(&format!("export --format {format}")).printed();
        assert!(exit != 0 || report.contains("SP1 is installed on Friday"), "{format}");
        assert!(exit != 0 || report.contains("does not fit"), "{format}");
    }
}

#[test]
fn a_later_answer_makes_the_step_to_re_check_and_the_session_incomplete() {
    let env = story();
    env.run("answer site-a wsus-version \"3.0 SP1\"").printed();
    env.run("mark site-a 6 done").gives("update-point-installation is done\n");
    assert_eq!(env.run("status site-a").printed().1, 0);
    env.run("answer site-a wsus-version 3.0").printed();
    let (status, exit) = env.run("status site-a").printed();
    assert_eq!(exit, 3);
    assert!(status.contains("6. Plan the installation, to re-check: WSUS 3.0 without"), "{status}");
    assert!(status.ends_with("(no reason yet)\n\nINCOMPLETE: 1 to re-check\n"), "{status}");
}
