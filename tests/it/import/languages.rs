//! Lists in other scripts, and characters that nobody sees.

use super::{ids, markdown, outline};

#[test]
fn every_script_comes_over_readable() {
    for words in [
        "不要使用默认密钥，请使用标准库。",
        "バックアップを確認する",
        "تحقق من النسخ الاحتياطية",
        "نسخه\u{200c}ها را بررسی کنید",
        "ตรวจสอบข้อมูลสำรอง",
        "बैकअप जाँचें",
        "👩\u{200d}💻 prüft 1\u{fe0f}\u{20e3}",
    ] {
        let imported = markdown(&format!("## {words}\n\n- [ ] {words}\n"));
        assert_eq!(outline(&imported), format!("# {words}\n  - {words}\n"));
        assert!(ids(&imported).iter().all(|id| id.is_ascii()), "{:?}", ids(&imported));
        assert!(imported.report.remarks.is_empty(), "{}", imported.report);
    }
}

#[test]
fn ids_of_other_scripts_are_stable_and_tell_words_apart() {
    let first = ids(&markdown("- [ ] 关闭 Basic Auth\n- [ ] 打开 Basic Auth\n"));
    let second = ids(&markdown("- [ ] 打开 Basic Auth\n- [ ] 关闭 Basic Auth\n"));
    assert_eq!(first, second.into_iter().rev().collect::<Vec<_>>());
    assert!(first.iter().all(|id| id.starts_with("basic-auth-")), "{first:?}");
}

#[test]
fn wrapped_lines_are_joined_as_the_script_wants_it() {
    assert_eq!(
        outline(&markdown("- [ ] 不要使用\n  默认密钥\n- [ ] one\n  two\n")),
        "- 不要使用默认密钥\n- one two\n"
    );
}

#[test]
fn blanks_of_html_around_words_go() {
    assert_eq!(outline(&markdown("- [ ] &nbsp;&nbsp;استخدم &amp; HTTPS\n")), "- استخدم & HTTPS\n");
}

#[test]
fn hidden_characters_become_visible_and_are_told() {
    let imported =
        markdown("- [ ] pay\u{202e}lla\u{200b}\n\n  \u{2066}text\n\n  ```sh\n  rm\u{a0}\u{200b}x\n  ```\n");
    assert_eq!(
        outline(&imported),
        "- pay<U+202E>lla<U+200B>\n    | <U+2066>text\n    $ rm\u{a0}<U+200B>x (sh)\n"
    );
    let report = imported.report.to_string();
    for line in [
        "line 1: 2 hidden characters in the title became visible, as <U+XXXX>",
        "line 1: 1 hidden character in the detail became visible, as <U+XXXX>",
        "line 1: 1 hidden character in a command became visible, as <U+XXXX>",
    ] {
        assert!(report.contains(line), "{report}");
    }
}

#[test]
fn hidden_characters_written_as_entities_do_not_come_back() {
    let imported = markdown("- [ ] a&#x202e;b\n\n  c&#x202e;&amp;d\n");
    assert_eq!(outline(&imported), "- a<U+202E>b\n    | c\\<U+202E>&amp;d\n");
}

#[test]
fn the_ends_of_lines_do_not_matter() {
    let text = "## S\n\n- [ ] a\n  b\n\n  c\n  d\n- [ ] e\n";
    let unix = outline(&markdown(text));
    assert_eq!(outline(&markdown(&text.replace('\n', "\r\n"))), unix);
    assert_eq!(outline(&markdown(&text.replace('\n', "\r"))), unix);
    assert_eq!(outline(&markdown(&format!("\u{feff}{text}"))), unix);
}
