//! No file of the product depends on itself by way of others.

use std::collections::{BTreeMap, BTreeSet};

use super::{code, product, relative};

/// A module's path below the crate: `["session", "progress"]`.
type Module = Vec<String>;

/// The `use` statements of a file and the other paths in it.
struct Paths {
    /// What the file itself uses.
    used: Vec<Module>,
    /// What it passes on by `pub use`, which is no use of its own in a `mod.rs`.
    passed_on: Vec<Module>,
}

fn module_of(file: &str) -> Module {
    let path = file.trim_start_matches("src/").trim_end_matches(".rs");
    path.split('/').filter(|part| !matches!(*part, "mod" | "lib")).map(str::to_owned).collect()
}

/// Writes `a::{b, c::{d}}` out as `a::b` and `a::c::d`.
fn expand(tree: &str) -> Vec<String> {
    let Some((before, inside)) = tree.split_once('{') else { return vec![tree.trim().to_owned()] };
    let inside = inside.trim_end().trim_end_matches('}');
    let (mut depth, mut parts, mut part) = (0, Vec::new(), String::new());
    for c in inside.chars() {
        depth += i32::from(c == '{') - i32::from(c == '}');
        if c == ',' && depth == 0 {
            parts.push(std::mem::take(&mut part));
        } else {
            part.push(c);
        }
    }
    parts.push(part);
    let parts = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
    parts.flat_map(|part| expand(&format!("{}{part}", before.trim()))).collect()
}

/// Returns the path from the crate's root on; nothing for one that begins with another crate.
fn absolute(path: &str, own: &Module, modules: &BTreeMap<Module, String>) -> Option<Module> {
    let path = path.split(" as ").next()?.trim();
    let mut parts: Vec<&str> = path.split("::").filter(|part| *part != "self").collect();
    let mut base = own.clone();
    match *parts.first()? {
        "crate" => {
            base.clear();
            parts.remove(0);
        }
        "super" => {
            while parts.first() == Some(&"super") {
                base.pop();
                parts.remove(0);
            }
        }
        first => {
            base.push(first.to_owned());
            let is_child = modules.contains_key(&base);
            base.pop();
            is_child.then_some(())?;
        }
    }
    base.extend(parts.into_iter().map(str::to_owned));
    Some(base)
}

/// Collects the paths of a file: those of `use` statements, and those in its code.
fn paths_of(code: &str, own: &Module, modules: &BTreeMap<Module, String>) -> Paths {
    let mut paths = Paths { used: Vec::new(), passed_on: Vec::new() };
    let mut rest = String::new();
    for statement in code.split_inclusive(';') {
        let last = statement.rfind("use ").filter(|at| {
            let before = statement[..*at].rsplit('\n').next().unwrap_or_default().trim();
            before.is_empty() || (before.starts_with("pub") && !before.contains("fn"))
        });
        let Some(at) = last else {
            rest.push_str(statement);
            continue;
        };
        rest.push_str(&statement[..at]);
        let is_public =
            statement[..at].trim_end().rsplit('\n').next().is_some_and(|line| line.contains("pub"));
        let tree = statement[at + 4..].trim_end_matches(';');
        let found = expand(tree).into_iter().filter_map(|path| absolute(&path, own, modules));
        if is_public { paths.passed_on.extend(found) } else { paths.used.extend(found) }
    }
    let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    for word in rest.split(|c: char| !is_name(c)) {
        if word.starts_with("crate::") || word.starts_with("super::") {
            paths.used.extend(absolute(word, own, modules));
        }
    }
    paths
}

/// Returns the module in which a path ends, behind all that is passed on.
fn resolve(path: &Module, all: &BTreeMap<Module, Paths>) -> Option<Module> {
    let at = (0..=path.len()).rev().find(|at| all.contains_key(&path[..*at]))?;
    let (module, rest) = path.split_at(at);
    let Some(name) = rest.first() else { return Some(module.to_vec()) };
    let passed_on =
        all[module].passed_on.iter().find(|target| target.last() == Some(name) && *target != path);
    match passed_on {
        Some(target) => resolve(target, all),
        None => Some(module.to_vec()),
    }
}

/// Returns a way from a module back to itself, if there is one.
fn circle(start: &Module, uses: &BTreeMap<Module, BTreeSet<Module>>) -> Option<Vec<Module>> {
    let mut ways = vec![vec![start.clone()]];
    let mut seen = BTreeSet::new();
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            for next in way.last().and_then(|last| uses.get(last)).into_iter().flatten() {
                if next == start {
                    return Some(way);
                }
                if seen.insert(next.clone()) {
                    longer.push([way.as_slice(), std::slice::from_ref(next)].concat());
                }
            }
        }
        ways = longer;
    }
    None
}

#[test]
fn files_make_no_circle() {
    let files: Vec<_> =
        product().into_iter().filter(|path| !relative(path).ends_with("src/main.rs")).collect();
    let modules: BTreeMap<Module, String> =
        files.iter().map(|path| (module_of(&relative(path)), code(path))).collect();
    let all: BTreeMap<Module, Paths> =
        modules.iter().map(|(module, code)| (module.clone(), paths_of(code, module, &modules))).collect();
    let targets = |module: &Module, paths: &Paths| -> BTreeSet<Module> {
        paths.used.iter().filter_map(|path| resolve(path, &all)).filter(|target| target != module).collect()
    };
    let uses: BTreeMap<Module, BTreeSet<Module>> =
        all.iter().map(|(module, paths)| (module.clone(), targets(module, paths))).collect();
    let mut circles = BTreeMap::new();
    for way in uses.keys().filter_map(|module| circle(module, &uses)) {
        let names: BTreeSet<String> = way.iter().map(|module| module.join("::")).collect();
        let shown = way.iter().map(|module| module.join("::")).collect::<Vec<_>>().join(" -> ");
        circles.entry(names).or_insert(shown);
    }
    assert!(circles.is_empty(), "{}", circles.into_values().collect::<Vec<_>>().join("\n"));
}

#[test]
fn a_circle_is_found() {
    let module = |name: &str| vec![name.to_owned()];
    let uses = BTreeMap::from([
        (module("a"), BTreeSet::from([module("b")])),
        (module("b"), BTreeSet::from([module("c")])),
        (module("c"), BTreeSet::from([module("a"), module("d")])),
    ]);
    assert_eq!(circle(&module("a"), &uses), Some(vec![module("a"), module("b"), module("c")]));
    assert_eq!(circle(&module("d"), &uses), None);
    let tree = "crate::a::{B, c::{self, D}}";
    assert_eq!(expand(tree), ["crate::a::B", "crate::a::c::self", "crate::a::c::D"]);
}
