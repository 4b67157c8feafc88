//! The lines of a file, one after the other in constant memory, and what can be wrong with a
//! line before anybody looks at what it says.

use crate::error::{Error, Fault, Problems};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// The longest line that is read, in bytes. The longest record of the collections has 3,500;
/// what is longer by far is another kind of file, and is refused without being read whole.
pub(crate) const MAX_LINE: usize = 1 << 20;

/// U+FEFF in UTF-8, which some editors put first.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Opens a file.
pub(crate) fn open(file: &Path) -> Result<BufReader<File>, Error> {
    File::open(file)
        .map(BufReader::new)
        .map_err(|source| Error::Unreadable { file: file.to_owned(), source })
}

/// Calls `each` with every good line and its number from 1, and collects what is wrong with
/// the others. A carriage return is reported once: it is the same in every line.
pub(crate) fn read_lines(
    mut reader: impl BufRead,
    file: &Path,
    problems: &mut Problems,
    mut each: impl FnMut(usize, &str, &mut Problems),
) -> Result<(), Error> {
    let mut buffer = Vec::new();
    let mut number = 0;
    let mut offset = 0;
    let mut carriage_return = false;
    while next_line(&mut reader, &mut buffer)
        .map_err(|source| Error::Unreadable { file: file.to_owned(), source })?
    {
        number += 1;
        let mut line = buffer.as_slice();
        if let Some(rest) = line.strip_suffix(b"\n") {
            line = rest;
        } else if line.len() > MAX_LINE {
            problems.push(Some(number), None, Fault::LongLine { limit: MAX_LINE });
            return Ok(());
        }
        let mut start = 0;
        if number == 1 && line.starts_with(BYTE_ORDER_MARK) {
            problems.push(Some(1), None, Fault::ByteOrderMark);
            start = BYTE_ORDER_MARK.len();
        }
        line = &line[start..];
        if let Some(rest) = line.strip_suffix(b"\r") {
            if !carriage_return {
                problems.push(Some(number), None, Fault::CarriageReturn);
            }
            carriage_return = true;
            line = rest;
        }
        match std::str::from_utf8(line) {
            Err(error) => {
                let at = error.valid_up_to();
                let offset = offset + (start + at) as u64;
                problems.push(Some(number), None, Fault::NotUtf8 { byte: line[at], offset });
            }
            Ok(text) if text.trim().is_empty() => {
                problems.push(Some(number), None, Fault::EmptyLine);
            }
            Ok(text) => each(number, text, problems),
        }
        offset += buffer.len() as u64;
    }
    if number == 0 {
        problems.push(None, None, Fault::EmptyFile);
    }
    Ok(())
}

/// Reads up to the next line end, or to one byte more than a line may have. False at the end.
fn next_line(reader: &mut impl BufRead, buffer: &mut Vec<u8>) -> io::Result<bool> {
    buffer.clear();
    let limit = MAX_LINE as u64 + 1;
    Ok(reader.by_ref().take(limit).read_until(b'\n', buffer)? > 0)
}
