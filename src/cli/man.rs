//! `man`: the manual's pages, made from the same words as `--help`.

use std::path::{Path, PathBuf};

use super::context::Context;
use super::error::{CliError, Exit};
use crate::app::files;
use crate::text::{Text, closest, count};

const EXAMPLES: &str = "\
Examples:
  runsheet man
  runsheet man status
      to read it: runsheet man status | man -l -
  runsheet man --out man1
      every page, for packagers";

/// Print a page of the manual
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct ManArgs {
    /// The command [default: the program]
    #[arg(value_name = "COMMAND")]
    subcommand: Option<String>,
    /// Write all pages into this folder
    #[arg(long, value_name = "DIR", conflicts_with = "subcommand")]
    out: Option<PathBuf>,
}

/// Prints a page of the manual, or writes all of them, for the program that these arguments belong to.
pub(super) fn run(
    context: &mut Context<'_, '_>,
    args: &ManArgs,
    mut program: clap::Command,
) -> Result<Exit, CliError> {
    program.build();
    match (args.out.as_deref(), args.subcommand.as_deref()) {
        (Some(folder), _) => return write_pages(context, &program, folder),
        (None, None) => context.env.out.write_all(&render_page(&program)?)?,
        (None, Some(name)) => context.env.out.write_all(&render_page(find_command(&program, name)?)?)?,
    }
    Ok(Exit::Success)
}

fn find_command<'a>(program: &'a clap::Command, name: &str) -> Result<&'a clap::Command, CliError> {
    program.find_subcommand(name).ok_or_else(|| {
        let near = closest(name, program.get_subcommands().map(clap::Command::get_name));
        CliError::NoCommand(name.to_owned(), near.map(str::to_owned))
    })
}

fn render_page(command: &clap::Command) -> Result<Vec<u8>, CliError> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    Ok(page)
}

/// Writes a page for the program and for each command, over those of an earlier version.
fn write_pages(
    context: &mut Context<'_, '_>,
    program: &clap::Command,
    folder: &Path,
) -> Result<Exit, CliError> {
    let mut written = 0;
    for command in std::iter::once(program).chain(program.get_subcommands()) {
        let name = command.get_display_name().unwrap_or_else(|| command.get_name());
        let path = folder.join(format!("{name}.1"));
        files::write(&path, &render_page(command)?, true).map_err(CliError::Export)?;
        written += 1;
    }
    let folder = Text::line(&folder.to_string_lossy());
    writeln!(context.env.err, "wrote {} to `{folder}`", count(written, "page"))?;
    Ok(Exit::Success)
}
