//! Gathers the program's environment, runs the command line, and maps the result to an exit code.

use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;

use runsheet::cli::{self, Env, Terminals};

fn main() -> ExitCode {
    // Exceeding the limit on file sizes is an error like any other, and does not kill the program.
    #[cfg(unix)]
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, std::sync::Arc::default());
    let (mut stdin, mut out, mut err) = (io::stdin(), io::BufWriter::new(io::stdout()), io::stderr());
    let mut env = Env {
        terminals: Terminals {
            stdin: stdin.is_terminal(),
            stdout: io::stdout().is_terminal(),
            stderr: err.is_terminal(),
        },
        out: &mut out,
        err: &mut err,
        stdin: &mut stdin,
        var: &|name| std::env::var_os(name),
        now: &runsheet::app::now,
        sleep: &std::thread::sleep,
        time_zone: runsheet::app::system_time_zone(),
        writer: runsheet::app::current_writer(),
    };
    let code = cli::run(std::env::args_os(), &mut env);
    match out.flush() {
        Err(error) if code == 0 && error.kind() != io::ErrorKind::BrokenPipe => ExitCode::FAILURE,
        _ => ExitCode::from(code),
    }
}
