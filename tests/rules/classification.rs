//! Tests of how unknown keywords and rejected values are classified, with one table per decision.

use smtp_connection_string::check;

/// Checks the only error of a string: its rule and message in the format of `Diagnostic`, and its help.
#[track_caller]
fn assert_only_error(source: &str, expected: &str, help: &str) {
    let report = check(source);
    let errors: Vec<_> = report.errors().map(|error| (error.to_string(), error.help())).collect();
    assert_eq!(errors, [(expected.to_owned(), help)], "{source:?}");
}

/// Checks pairs after a valid server. A pair without a `=` is a keyword with the value `x`.
#[track_caller]
fn pairs_are(expected: &str, help: &str, pairs: &[&str]) {
    for pair in pairs {
        let value = if pair.contains('=') { "" } else { "=x" };
        assert_only_error(&format!("SmtpServer=mail;{pair}{value}"), expected, help);
    }
}

#[track_caller]
fn credentials(keywords: &[&str]) {
    pairs_are("error[basic-authentication]: unsupported credential keyword", REMOVE_CREDENTIAL, keywords);
}

#[track_caller]
fn suggested(property: &str, keywords: &[&str]) {
    let help = match property {
        "Timeout" => "did you mean `Timeout`, in milliseconds?".to_owned(),
        _ => format!("did you mean `{property}`?"),
    };
    pairs_are("error[unknown-keyword]: unknown keyword", &help, keywords);
}

/// Checks keywords that are unknown and for which nothing is suggested.
#[track_caller]
fn unknown(keywords: &[&str]) {
    let help = "use `SmtpServer`, `UseWindowsAuthentication`, `EnableSsl` or `Timeout`, or remove the pair";
    pairs_are("error[unknown-keyword]: unknown keyword", help, keywords);
}

#[track_caller]
fn servers_are(expected: &str, help: &str, servers: &[&str]) {
    for server in servers {
        assert_only_error(&format!("SmtpServer={server}"), expected, help);
    }
}

const REMOVE_CREDENTIAL: &str =
    "remove the pair: only anonymous and Windows authentication are supported, not Basic authentication";
const REMOVE_PORT: &str = "remove the port: the SMTP connection manager always connects to port 25";
const REMOVE_PORT_465: &str =
    "remove the port: `EnableSsl=True` means STARTTLS on port 25, not implicit TLS on port 465";

#[test]
fn credential_keywords() {
    credentials(&["User", "UserName", "UserId", "Uid", "Usr", "Login", "Logon", "LoginName", "Account", "AccountName"]);
    credentials(&["AuthUser", "AuthPass", "Password", "Passwd", "Pass", "Pwd", "Pw", "Passphrase", "Passcode"]);
    credentials(&["Credential", "Credentials", "Secret", "Token", "Key", "AccessKey", "ApiKey", "Authorization"]);
}

#[test]
fn credential_keywords_ignore_case_and_punctuation() {
    credentials(&["USER NAME", "user_id", "User-ID", "user.id", "X-Api-Key", "P.W.D.", "'Password'", "password2"]);
}

#[test]
fn credential_keywords_of_other_languages() {
    credentials(&["Passwort", "Kennwort", "Benutzer", "Benutzername", "Contraseña", "CONTRASEÑA", "Contrasena"]);
    credentials(&["Clave", "Usuario", "Senha", "Usuário", "Mot de passe", "MotDePasse", "Utilisateur", "Wachtwoord"]);
    credentials(&["Hasło", "Haslo", "Heslo", "Lösenord", "Passord", "Salasana", "Parola", "şifre", "Пароль", "密码"]);
}

#[test]
fn prefixes_are_dropped_before_listed_names() {
    // Without a prefix these are listed. None of them ends like a credential.
    credentials(&["MailPass", "smtp_key", "mail.smtp.uid", "EMAIL_SMTP_PASSCODE"]);
    suggested("SmtpServer", &["SmtpHost", "mail.smtp.host", "EmailServer", "Smtp"]);
    unknown(&["MailFrom", "SmtpFoo", "HostMail"]);
}

#[test]
fn misspelled_credential_keywords() {
    credentials(&["Usrname", "UserNmae", "Uzerid", "Userd", "Acount", "Acccount", "Pasword", "Passwrod", "Paßword"]);
    credentials(&["Paswd", "Credentals", "Sekret", "Secrt"]);
    // Two edits are too many for a name of five to seven letters, and one is too many for a shorter name.
    unknown(&["Acnt", "Sekrt", "Pazzwt", "Users", "Tokens", "Logins", "Pass1", "Keys"]);
}

#[test]
fn keywords_that_end_like_a_credential() {
    credentials(&["ProxyPassword", "OldPasswd", "KeyPassphrase", "AdminPwd", "RootPw", "ClientSecret", "BearerToken"]);
    credentials(&["SendGridApiKey", "NetworkCredential", "NetworkCredentials", "SendAsUser", "DomainUserName"]);
    credentials(&["ProxyUserId", "ServiceLogin", "ProxyLoginName", "DomainLogon", "AdminAccount", "MailAccountName"]);
}

#[test]
fn keywords_that_contain_a_credential() {
    credentials(&["PasswordHash", "PasswdFile", "PwdFile", "ApiKeyHeader", "CredentialCache", "PasswordPort"]);
}

#[test]
fn keywords_that_only_resemble_a_credential() {
    unknown(&["BypassProxy", "Compass", "TokenCacheSize", "Secretary", "Count", "Socket"]);
    unknown(&["Keyboard", "Passive", "Author", "UserAgent", "LoginTimeout", "AccountManager"]);
    suggested("EnableSsl", &["Secure", "SmtpSecure"]);
    suggested("UseWindowsAuthentication", &["UseDefaultCredentials", "DefaultCredentials"]);
    suggested("UseWindowsAuthentication", &["UseDefaultNetworkCredentials", "UseDefaultCredential"]);
}

#[test]
fn keywords_longer_than_40_bytes_are_unknown() {
    credentials(&["ThePasswordOfTheMailServerOfThisCompany2"]);
    unknown(&["ThePasswordOfTheMailServerOfThisCompany23"]);
}

#[test]
fn schemes_of_basic_authentication() {
    let pairs_are =
        |pairs| pairs_are("error[basic-authentication]: unsupported authentication scheme", REMOVE_CREDENTIAL, pairs);
    pairs_are(&["Authentication=Basic", "Authentication=Basic am9l", "Authentication=' BASIC '", "Auth=login"]);
    pairs_are(&["AuthType=plain", "AuthMode=XOAUTH2", "AuthMethod=oauth2", "AuthMechanism=CRAM-MD5"]);
    pairs_are(&["UseAuth=digest", "SmtpAuth=digest-md5", "mail.smtp.auth=LOGIN"]);
    // Not listed: the keyword ends in `auth` or contains `authentication`.
    pairs_are(&["ProxyAuth=Basic", "MyAuthenticationLevel=plain"]);
}

#[test]
fn other_schemes_suggest_windows_authentication() {
    suggested("UseWindowsAuthentication", &["Auth=NTLM", "Authentication=Windows", "Authentication=", "UseAuth=True"]);
    suggested("UseWindowsAuthentication", &["AuthType=Negotiate", "ProxyAuth=Kerberos", "Authentication=Basics"]);
    unknown(&["Authentication=None", "Auth=anonymous", "ProxyAuth=none"]);
    // A synonym of `UseWindowsAuthentication` is not a scheme keyword.
    suggested("UseWindowsAuthentication", &["WindowsAuthentication=Basic", "Integrated Security=login"]);
}

#[test]
fn keywords_that_always_mean_basic_authentication() {
    let expected = "error[basic-authentication]: unsupported keyword for Basic authentication";
    let keywords = ["BasicAuth", "BasicAuthentication", "UseBasicAuth", "UseBasicAuthentication", "XOAUTH2"];
    pairs_are(expected, REMOVE_CREDENTIAL, &keywords);
    pairs_are(expected, REMOVE_CREDENTIAL, &["UseBasicAuthentication=False", "Basic Auth=", "SmtpBasicAuth=True"]);
}

#[test]
fn schemes_as_value_of_use_windows_authentication() {
    let expected = "error[basic-authentication]: unsupported authentication scheme";
    let help = "write `True` for Windows authentication or `False` for anonymous access";
    for scheme in ["Basic", "Basic am9l", "LOGIN", "plain", "xoauth2", "OAuth2", "cram-md5", "digest", "digest-md5"] {
        pairs_are(expected, help, &[&format!("UseWindowsAuthentication={scheme}")]);
    }
    let expected = "error[invalid-boolean]: invalid boolean";
    for word in ["None", "NTLM", "Basics", "SSPI", "Truee"] {
        pairs_are(expected, "write `True` or `False`", &[&format!("UseWindowsAuthentication={word}")]);
    }
}

#[test]
fn port_keywords() {
    let expected = "error[port-not-supported]: unsupported port keyword";
    let help = "remove the pair: the SMTP connection manager always connects to port 25";
    pairs_are(expected, help, &["Port", "PortNumber", "PortNo", "PortNr", "ServerPort", "HostPort", "RemotePort"]);
    pairs_are(expected, help, &["SslPort", "TlsPort", "TcpPort", "SmtpServerPort", "EMAIL_PORT", "mail.smtp.port"]);
    pairs_are(expected, help, &["Port=", "Port=25", "Port=4650"]);
    let help = "remove the pair: `EnableSsl=True` means STARTTLS on port 25, not implicit TLS on port 465";
    pairs_are(expected, help, &["Port=465", "SslPort=' 465 '"]);
    unknown(&["Support", "Export", "Ports", "Portal"]);
}

#[test]
fn keywords_of_other_systems_are_suggested() {
    suggested(
        "SmtpServer",
        &["Host", "Server", "Data Source", "ServerAddress", "EMAIL_HOST", "SmtpRelay", "SmartHost"],
    );
    suggested("SmtpServer", &["MailServer", "SmtpServerName", "Address", "OutgoingServer"]);
    suggested("UseWindowsAuthentication", &["Integrated Security", "Trusted_Connection", "UseNtlm", "WindowsAuth"]);
    suggested("EnableSsl", &["Ssl", "UseSsl", "EnableTls", "StartTls", "Encrypt", "EMAIL_USE_TLS", "SmtpSecure"]);
    suggested("EnableSsl", &["UseSecureConnection", "mail.smtp.starttls.enable"]);
    suggested("Timeout", &["Connect Timeout", "ReadTimeout", "EMAIL_TIMEOUT", "mail.smtp.timeout", "TimeoutMs"]);
}

#[test]
fn misspelled_keywords_are_suggested() {
    suggested("SmtpServer", &["SmtpServr", "SmptServer", "Smtp Server", "SmtpServer2"]);
    suggested("UseWindowsAuthentication", &["UseWindowsAuthentification", "UseWindowAuthentication"]);
    suggested("EnableSsl", &["EnabelSsl", "EnableSs", "EnableSslX"]);
    suggested("Timeout", &["Timeot", "Time out", "Timeoutt"]);
    unknown(&["Timeline", "Foo", "é", "\"x\""]);
}

#[test]
fn server_with_user_information() {
    servers_are(
        "error[basic-authentication]: user name or password in server name",
        "write only the host name: the SMTP connection manager does not support user names and passwords",
        &[
            "joe@mail",
            "joe:x@mail",
            "@",
            // Before a URL, a port and a template.
            "smtp://joe:x@mail",
            "joe@mail:587",
            "<joe@mail>",
            // An `@` before a `[` begins an SSIS expression, but there is a second `@`.
            "joe@mail@[User::X]",
            "@[User::X]@mail",
        ],
    );
}

#[test]
fn server_with_a_scheme_is_a_url() {
    let expected = "error[url-not-supported]: unsupported URL";
    let help = "write only the host name, and use `EnableSsl=True` for encryption";
    // Before a port and a template.
    servers_are(expected, help, &["smtp://mail", "smtp://mail:465", "http://mail/", "a+b://", "smtp://<server>"]);
    let help = "write only the host name: `EnableSsl=True` means STARTTLS on port 25, not implicit TLS";
    servers_are(expected, help, &["smtps://mail", "SMTPS://mail:465/"]);
}

#[test]
fn server_with_a_port() {
    let expected = "error[port-not-supported]: port in server name";
    servers_are(expected, REMOVE_PORT, &["mail:25", "mail: 25", "mail:99999", "mail:25:", "mail:587:465", "'mail:25'"]);
    servers_are(expected, REMOVE_PORT, &["192.0.2.25:25", "[2001:db8::25]:25"]);
    servers_are(expected, REMOVE_PORT_465, &["mail:465", "mail:465:1", "mail: 465"]);
}

#[test]
fn servers_that_only_resemble_one_with_a_port() {
    servers_are(
        "error[invalid-server-name]: invalid character in host name",
        "use only ASCII letters, digits, `-`, `_` and dots, as in `smtp.contoso.com`",
        &["tcp:mail", "1::2::3", "mail,25", "mail:", ":25", "mail:25:x", "mail/25"],
    );
    servers_are(
        "error[invalid-server-name]: whitespace in server name",
        "write one name without whitespace, and separate pairs with `;`",
        &["my mail:25"],
    );
    servers_are(
        "error[invalid-server-name]: invalid IPv6 address in brackets",
        "use brackets only around an IPv6 address, as in `[2001:db8::25]`",
        &["[mail]:25"],
    );
    assert!(check("SmtpServer=2001:db8::587").is_valid());
}

#[test]
fn server_is_a_template() {
    servers_are(
        "error[invalid-server-name]: template in server name",
        "replace the template with the name of the mail server",
        &["<server name>", "{server}", "{{ server }}", "${server}", "$(Server)", "%SMTP%", "{server}:25"],
    );
    servers_are(
        "error[invalid-server-name]: SSIS expression in server name",
        "write the server name: an SSIS expression is evaluated only in a property expression",
        &["@[User::SmtpServer]", "@[$Project::X]", "mail. + @[User::X]", "'@[User::X]'"],
    );
}

#[test]
fn url_as_keyword() {
    let url = |source| {
        let help = "write `SmtpServer=` and the host name, without the rest of the URL";
        assert_only_error(source, "error[url-not-supported]: unsupported URL", help);
        assert!(check(source).fixes().next().is_none(), "{source:?}");
    };
    url("smtp://mail:587?tls=true");
    url("smtps://mail?a=1;EnableSsl=True");
    url("EnableSsl=True;smtp://mail?a=1");
    url("smtp://mail?user=joe&password=x");
    assert_only_error(
        "smtp://joe:x@mail:587?tls=true",
        "error[basic-authentication]: user name or password in server name",
        "write only the host name: the SMTP connection manager does not support user names and passwords",
    );
}

#[test]
fn segments_without_equals() {
    let only = |text, help, sources: &[&str]| {
        for source in sources {
            assert_only_error(source, &format!("error[missing-equals]: {text}"), help);
        }
    };
    only(
        "missing `=`",
        "write `keyword=value`, or put a value that contains `;` in double quotes",
        &["smtp contoso.com", "<server name>", "EnableSsl=True;mail", "mail:25;EnableSsl=True", "SmtpServer:mail"],
    );
    only(
        "server name without a keyword",
        "write `SmtpServer=` before the server name",
        &["mail;EnableSsl=True", " 'mail' ;EnableSsl=True", "192.0.2.25;EnableSsl=True", "Password;EnableSsl=True"],
    );
    only(
        "missing `=` after the keyword",
        "write `=` and a value after the keyword, or remove the keyword",
        &["EnableSsl", " ;smtpserver; ", "SmtpServer;EnableSsl=True", "SmtpServer=mail;Timeout"],
    );
}

#[test]
fn lone_server_is_classified_like_a_value() {
    let lone = |source, expected, help| assert_only_error(source, expected, help);
    lone("mail ;", "error[bare-server-name]: server name without a keyword", "write `SmtpServer=` before it");
    lone("[::1]", "error[bare-server-name]: server name without a keyword", "write `SmtpServer=` before it");
    lone("mail:25", "error[port-not-supported]: port in server name", REMOVE_PORT);
    lone("'mail:465';", "error[port-not-supported]: port in server name", REMOVE_PORT_465);
    lone(
        "smtp://mail",
        "error[url-not-supported]: unsupported URL",
        "write only the host name, and use `EnableSsl=True` for encryption",
    );
    lone(
        "joe:x@mail",
        "error[basic-authentication]: user name or password in server name",
        "write only the host name: the SMTP connection manager does not support user names and passwords",
    );
}

#[test]
fn words_for_true_and_false() {
    for (help, words) in [
        ("write `True`", &["yes", "YES", "1", "on", "y", "t", "-1", "'yes'"][..]),
        ("write `False`", &["no", "0", "off", "n", "f", "\"0\""]),
        ("write `True` or `False`", &["Tru", "2", "enabled", "wahr", "'True '", "True False"]),
    ] {
        for word in words {
            for property in ["EnableSsl", "UseWindowsAuthentication"] {
                pairs_are("error[invalid-boolean]: invalid boolean", help, &[&format!("{property}={word}")]);
            }
        }
    }
    assert!(check("SmtpServer=mail;EnableSsl=tRUE;UseWindowsAuthentication='FALSE'").is_valid());
}

#[test]
fn timeouts() {
    let help = "write milliseconds in digits only, without a sign, decimal point or unit, as in `Timeout=100000`";
    let pairs =
        ["Timeout=-1", "Timeout=+1", "Timeout=1.5", "Timeout=30s", "Timeout=٣", "Timeout=' 1'", "Timeout=1 000"];
    pairs_are("error[invalid-timeout]: invalid timeout", help, &pairs);
    let help = "write at most 2147483647 milliseconds, or remove the pair to use the default";
    let pairs = ["Timeout=2147483648", "Timeout=99999999999999999999"];
    pairs_are("error[invalid-timeout]: timeout too large", help, &pairs);
    for timeout in ["0", "007", "2147483647", "'100000'"] {
        assert!(check(&format!("SmtpServer=mail;Timeout={timeout}")).is_valid());
    }
}
