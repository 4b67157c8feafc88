//! The program `duijie`.

fn main() -> std::process::ExitCode {
    server::main()
}
