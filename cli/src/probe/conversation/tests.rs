use super::*;
use crate::probe::hello::Offer;

/// Plays the server: each entry is what it sends after the commands so far. `TLS` starts TLS.
fn play(script: &[&str]) -> (Facts, Vec<String>) {
    let mut conversation = Conversation::new("here");
    let mut script = script.iter();
    let mut sent = Vec::new();
    loop {
        match conversation.next_step() {
            Step::Send(command) => sent.push(command.strip_suffix("\r\n").unwrap().to_owned()),
            Step::StartTls => {
                sent.push("TLS".to_owned());
                match script.next() {
                    Some(&"TLS") => conversation.secure(),
                    _ => conversation.end(),
                }
            }
            Step::Receive => match script.next() {
                Some(bytes) => conversation.receive(bytes.as_bytes()),
                None => conversation.stop(Failure::Closed),
            },
            Step::End => return (conversation.finish().0, sent),
        }
    }
}

fn cleartext(script: &[&str]) -> Result<Offer, Failure> {
    play(script).0.cleartext.unwrap().map(|hello| hello.offer())
}

#[test]
fn whole_conversation_sends_only_announced_commands() {
    let (facts, sent) = play(&[
        "220 mail ESMTP\r\n",
        "250-mail\r\n250-AUTH LOGIN\r\n250 STARTTLS\r\n",
        "220 ready\r\n",
        "TLS",
        "250-mail\r\n250 AUTH GSSAPI\r\n",
    ]);
    assert_eq!(sent, ["EHLO here", "STARTTLS", "TLS", "EHLO here", "QUIT"]);
    assert_eq!(facts.banner.as_deref(), Some("220 mail ESMTP"));
    assert_eq!(facts.cleartext.unwrap().unwrap().offer(), Offer::Login);
    assert_eq!(facts.secured.unwrap().unwrap().offer(), Offer::Usable);
    assert_eq!((facts.starttls, facts.bytes_after_starttls), (Some(Ok(())), false));
}

#[test]
fn banner_decides_before_ehlo() {
    for (banner, failure) in [
        ("554 no\r\n", Failure::Refused),
        ("421 busy\r\n", Failure::Refused),
        ("250 ok\r\n", Failure::Protocol),
        ("220\r\n", Failure::Protocol),
        ("SSH-2.0-OpenSSH\r\n", Failure::Protocol),
        ("220 a\n", Failure::Closed),
        ("", Failure::Closed),
    ] {
        let (facts, sent) = play(&[banner]);
        assert_eq!(facts.cleartext, Some(Err(failure)), "{banner}");
        assert!(sent.iter().all(|command| command == "QUIT"), "{sent:?}");
    }
}

#[test]
fn ehlo_is_sent_after_the_first_line_of_the_banner() {
    let mut conversation = Conversation::new("here");
    conversation.receive(b"220-wait\r\n");
    assert_eq!(conversation.next_step(), Step::Send("EHLO here\r\n".to_owned()));
    conversation.receive(b"220 for it\r\n250 mail\r\n");
    assert_eq!(conversation.next_step(), Step::Send("QUIT\r\n".to_owned()));
    assert!(matches!(conversation.facts().cleartext, Some(Ok(_))));
    // Only the code of the first line counts, but each line needs the form of one.
    assert_eq!(cleartext(&["220-a\r\n554 b\r\n250 mail\r\n"]), Ok(Offer::Nothing));
    assert_eq!(cleartext(&["220-a\r\nno\r\n250 mail\r\n"]), Err(Failure::Protocol));
}

#[test]
fn helo_follows_only_500_and_502() {
    for code in ["500", "502"] {
        let (facts, sent) = play(&["220 a\r\n", &format!("{code} what\r\n"), "250-a\r\n250 AUTH NTLM\r\n"]);
        assert_eq!(sent, ["EHLO here", "HELO here", "QUIT"]);
        let hello = facts.cleartext.unwrap().unwrap();
        assert_eq!((hello.offer(), hello.starttls), (Offer::Nothing, false));
    }
    for (reply, failure) in [
        ("501 no\r\n", Failure::Refused),
        ("550 no\r\n", Failure::Refused),
        ("220 a\r\n", Failure::Protocol),
        ("354 a\r\n", Failure::Protocol),
    ] {
        let (facts, sent) = play(&["220 a\r\n", reply]);
        assert_eq!((facts.cleartext, sent), (Some(Err(failure)), vec!["EHLO here".into(), "QUIT".into()]));
    }
    assert_eq!(cleartext(&["220 a\r\n", "502 no\r\n", "502 no\r\n"]), Err(Failure::Refused));
    assert_eq!(cleartext(&["220 a\r\n", "502 no\r\n", "220 no\r\n"]), Err(Failure::Protocol));
}

#[test]
fn helo_is_not_sent_over_tls() {
    let (facts, sent) = play(&["220 a\r\n", "250-a\r\n250 STARTTLS\r\n", "220 a\r\n", "TLS", "502 no\r\n"]);
    assert_eq!(facts.secured, Some(Err(Failure::Refused)));
    assert_eq!(sent.last().map(String::as_str), Some("QUIT"));
}

#[test]
fn only_the_first_code_of_a_reply_counts() {
    assert_eq!(cleartext(&["220 a\r\n", "250-a\r\n500-AUTH NTLM\r\n500 b\r\n"]), Ok(Offer::Usable));
}

#[test]
fn extra_line_shifts_the_replies() {
    assert_eq!(cleartext(&["220 a\r\n220 b\r\n", "250 a\r\n"]), Err(Failure::Protocol));
    let (facts, _) = play(&["220 a\r\n", "250-a\r\n250 STARTTLS\r\n250 b\r\n", "220 go\r\n"]);
    assert_eq!(facts.starttls, Some(Err(Failure::Protocol)));
}

#[test]
fn starttls_needs_220() {
    for (reply, failure) in [("454 no\r\n", Failure::Refused), ("250 ok\r\n", Failure::Protocol)] {
        let (facts, sent) = play(&["220 a\r\n", "250-a\r\n250 STARTTLS\r\n", reply]);
        assert_eq!(facts.starttls, Some(Err(failure)));
        assert_eq!(sent, ["EHLO here", "STARTTLS", "QUIT"]);
    }
}

#[test]
fn bytes_after_starttls_are_dropped_and_reported() {
    for rest in ["250 injected\r\n", "x", "220 second line\r\n"] {
        let (facts, sent) =
            play(&["220 a\r\n", "250-a\r\n250 STARTTLS\r\n", &format!("220 go\r\n{rest}"), "TLS", "250 a\r\n"]);
        assert!(facts.bytes_after_starttls);
        assert_eq!(facts.secured.unwrap().unwrap().lines, ["a"]);
        assert_eq!(sent.len(), 5);
    }
}

#[test]
fn packets_may_be_split_anywhere() {
    let whole = "220-a\r\n220 b\r\n250-c\r\n250 AUTH NTLM\r\n";
    let bytes: Vec<String> = whole.chars().map(String::from).collect();
    let (facts, sent) = play(&bytes.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!((facts.cleartext.unwrap().unwrap().offer(), sent.len()), (Offer::Usable, 2));
}

#[test]
fn reply_without_end_is_too_long() {
    assert_eq!(cleartext(&["220 a\r\n", &"250-a\r\n".repeat(2000)]), Err(Failure::TooLong));
    assert_eq!(cleartext(&["220-a\r\n", &"220-a\r\n".repeat(2000)]), Err(Failure::TooLong));
    assert_eq!(cleartext(&[&"220 ".repeat(20_000)]), Err(Failure::TooLong));
}
