//! What the end-to-end tests share: the real binary, small collections on disk, and a server on
//! a real socket.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// The top of the repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate has a parent").to_owned()
}

/// A collection that ships.
pub fn collection(name: &str) -> PathBuf {
    repository().join("corpus").join(name)
}

/// The program with some arguments, ready to run.
pub fn duijie<S: AsRef<OsStr>>(program: &str, args: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(program);
    command.args(args).current_dir(repository()).stdin(Stdio::null());
    command
}

/// What a finished run said, as text.
pub fn said(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("the program writes UTF-8");
    (text(&output.stdout), text(&output.stderr))
}

/// A server of our own on a free port; it stops when this value goes.
#[derive(Debug)]
pub struct Server {
    process: Child,
    /// `http://127.0.0.1:40123`
    pub address: String,
}

impl Server {
    /// Starts `duijie serve` and waits until it says where it listens.
    pub fn start(program: &str, more: &[&str]) -> Self {
        let args = ["serve", "--listen", "127.0.0.1:0"].iter().chain(more);
        let mut process = duijie(program, args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program can be started");
        let stdout = process.stdout.take().expect("it was piped");
        let mut address = String::new();
        BufReader::new(stdout).read_line(&mut address).expect("the first line can be read");
        let address = address.trim().to_owned();
        assert!(address.starts_with("http://127.0.0.1:"), "no address: {address:?}");
        Self { process, address }
    }

    /// Asks the server to stop, as an operator would, and returns whether it ended well and
    /// what it logged.
    #[cfg(unix)]
    pub fn stop(mut self) -> (bool, String) {
        let id = self.process.id().to_string();
        let killed = Command::new("kill").args(["-TERM", &id]).status();
        assert!(killed.expect("kill can be run").success());
        let mut log = String::new();
        if let Some(stderr) = self.process.stderr.take() {
            for line in BufReader::new(stderr).lines() {
                log.push_str(&line.expect("the log is UTF-8"));
                log.push('\n');
            }
        }
        (self.process.wait().expect("the server can be waited for").success(), log)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // a server that a failed test left behind
        self.process.kill().ok();
        self.process.wait().ok();
    }
}
