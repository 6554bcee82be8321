//! The property of the target `probe_reply`: whatever a server sends, in packets of any size, the conversation ends, sends only
//! the announced commands, and has the same facts as with packets of one byte.
//!
//! The tests of the command line replay it.

use smtp_connstr::probe::conversation::{Conversation, Failure, Step};

/// The longest conversation: two commands before TLS, with HELO three, and one after it.
const MAX_COMMANDS: usize = 5;

/// Plays the server: the first byte is the size of the packets, and the others are what the server sends. The server closes
/// the connection at the end.
///
/// # Panics
///
/// Panics if the property is violated.
pub fn check(data: &[u8]) {
    let Some((size, bytes)) = data.split_first() else { return };
    let size = usize::from(*size).max(1);
    let (facts, commands) = play(bytes, size);
    assert!(commands.len() <= MAX_COMMANDS, "{commands:?}");
    for command in &commands {
        let text = command.strip_suffix("\r\n").unwrap_or_else(|| panic!("{command:?}"));
        assert!(matches!(text, "EHLO here" | "HELO here" | "STARTTLS" | "QUIT"), "{command:?}");
    }
    // Bytes after the answer to STARTTLS belong to the handshake, unless they are in the same packet.
    if !commands.iter().any(|command| command == "STARTTLS\r\n") {
        assert_eq!((facts, commands), play(bytes, 1), "packets of {size} bytes");
    }
}

/// Returns the facts and the commands of a conversation. The handshake always succeeds.
fn play(bytes: &[u8], size: usize) -> (String, Vec<String>) {
    let mut packets = bytes.chunks(size);
    let mut conversation = Conversation::new("here");
    let mut commands = Vec::new();
    loop {
        match conversation.next_step() {
            Step::Send(command) => commands.push(command),
            Step::Receive => match packets.next() {
                Some(packet) => conversation.receive(packet),
                None => conversation.stop(Failure::Closed),
            },
            Step::StartTls => conversation.secure(),
            Step::End => return (format!("{:?}", conversation.facts()), commands),
        }
    }
}
