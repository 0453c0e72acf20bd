//! The client's end of a connection.
//!
//! Only the frames of its messages are looked at: the session wants them in batches that end where the client waits
//! for an answer.

use std::io::{self, BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;

use super::wire;

/// A client that has said who it is.
pub(super) struct Client {
    input: BufReader<TcpStream>,
    stream: TcpStream,
    /// What it asked for: user, database, settings.
    pub(super) parameters: Vec<(String, String)>,
}

/// The codes of requests that come in the place of a protocol version.
const CANCEL: u32 = 80_877_102;
const TLS: u32 = 80_877_103;
const GSS: u32 = 80_877_104;

impl Client {
    /// Reads the startup packet. There is none in a request to cancel, which could reach nothing here.
    pub(super) fn begin(stream: TcpStream) -> io::Result<Option<Self>> {
        stream.set_nodelay(true)?;
        let mut client = Self { input: BufReader::new(stream.try_clone()?), stream, parameters: Vec::new() };
        loop {
            let packet = client.frame(Vec::new())?;
            match packet.get(4..8).map(|code| u32::from_be_bytes([code[0], code[1], code[2], code[3]])) {
                // Without encryption: it does not leave the machine.
                Some(TLS | GSS) => client.send(b"N")?,
                Some(CANCEL) | None => return Ok(None),
                Some(_) => {
                    client.parameters = wire::parameters(&packet);
                    return Ok(Some(client));
                }
            }
        }
    }

    /// What it asked for by this name.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Reads messages up to one after which the client waits; none when it takes its leave.
    pub(super) fn batch(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut batch = Vec::new();
        loop {
            let mut kind = [0];
            self.input.read_exact(&mut kind)?;
            batch.push(kind[0]);
            batch = self.frame(batch)?;
            match kind[0] {
                b'X' => return Ok(None),
                // Query, FunctionCall, Sync, Flush, CopyDone, CopyFail.
                b'Q' | b'F' | b'S' | b'H' | b'c' | b'f' => return Ok(Some(batch)),
                _ => {}
            }
        }
    }

    /// What was read of it, but is in no batch yet.
    pub(super) fn unread(&self) -> Vec<u8> {
        self.input.buffer().to_vec()
    }

    /// Sends it an answer.
    pub(super) fn send(&mut self, answer: &[u8]) -> io::Result<()> {
        self.stream.write_all(answer)
    }

    /// Its socket, for whom reads and writes it directly.
    pub(super) fn socket(&self) -> io::Result<TcpStream> {
        self.stream.try_clone()
    }

    /// Appends a length and as many bytes as it says, itself included.
    fn frame(&mut self, mut to: Vec<u8>) -> io::Result<Vec<u8>> {
        let mut length = [0; 4];
        self.input.read_exact(&mut length)?;
        let rest = u64::from(u32::from_be_bytes(length)).checked_sub(4).ok_or(ErrorKind::InvalidData)?;
        to.extend(length);
        let read = self.input.by_ref().take(rest).read_to_end(&mut to)?;
        if u64::try_from(read) == Ok(rest) { Ok(to) } else { Err(ErrorKind::UnexpectedEof.into()) }
    }
}
