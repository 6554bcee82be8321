//! The listed keywords, folded: synonyms of the properties, ports, schemes, credentials and harmless keywords.
//!
//! This is a copy of the library's list on purpose. Which keywords are listed decides what is reported and what is
//! redacted, so a change of the list has to be made twice.

/// What a keyword means that is not the name of a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A synonym of `SmtpServer`.
    Server,
    /// A synonym of `UseWindowsAuthentication`.
    Windows,
    /// A synonym of `EnableSsl`.
    Ssl,
    /// A synonym of `Timeout`.
    Timeout,
    /// A port.
    Port,
    /// The authentication scheme.
    Scheme,
    /// A request for Basic authentication, whatever the value is.
    Basic,
    /// A user name, a password or another credential.
    Credential,
    /// Something else that is common in connection strings.
    Harmless,
}

/// The names by their meaning, separated by spaces.
pub const LISTED: &[(Kind, &str)] = &[
    (
        Kind::Server,
        "smtpserver server servername serveraddress serverhost serverip serverurl host hostname hostaddress \
         datasource address addr networkaddress ipaddress smtp relay relayhost relayserver smarthost \
         outgoingserver outgoingmailserver outboundserver servidor serveur",
    ),
    (
        Kind::Windows,
        "usewindowsauthentication usewindowsauth windowsauthentication windowsauth integratedsecurity \
         useintegratedsecurity integratedauthentication useintegratedauthentication integratedauth \
         useintegratedauth trustedconnection usetrustedconnection usedefaultcredentials defaultcredentials \
         usedefaultnetworkcredentials usentlm ntlm ntlmauth ntlmauthentication usekerberos kerberos \
         kerberosauth kerberosauthentication sspi usesspi negotiate",
    ),
    (
        Kind::Ssl,
        "enablessl ssl usessl sslenabled sslenable requiressl sslrequired sslmode tls usetls enabletls \
         requiretls tlsenabled tlsenable tlsrequired tlsmode starttls usestarttls enablestarttls \
         starttlsenable starttlsenabled starttlsrequired requirestarttls ssltls usessltls enablessltls \
         encrypt encrypted encryption useencryption enableencryption encryptionmode secure usesecure issecure \
         secureconnection usesecureconnection enablesecureconnection",
    ),
    (
        Kind::Timeout,
        "timeout servicetimeout connecttimeout connectiontimeout commandtimeout sendtimeout readtimeout \
         writetimeout receivetimeout sockettimeout sessiontimeout networktimeout operationtimeout \
         requesttimeout responsetimeout timeoutms timeoutmsec timeoutmilliseconds timeoutinms \
         timeoutinmilliseconds timeoutsec timeoutsecs timeoutseconds timeoutinseconds",
    ),
    (Kind::Port, "port portnumber portno portnr serverport hostport remoteport sslport tlsport tcpport smtpserverport"),
    (
        Kind::Scheme,
        "auth authentication authtype authmode authmethod authmechanism authscheme authprotocol \
         authenticationtype authenticationmode authenticationmethod authenticationmechanism \
         authenticationscheme authenticationprotocol useauth enableauth requireauth requiresauth authrequired \
         authenable authenabled useauthentication enableauthentication requireauthentication \
         requiresauthentication authenticationrequired sasl saslmechanism loginmethod",
    ),
    (Kind::Basic, "basicauth basicauthentication usebasicauth usebasicauthentication xoauth2"),
    (
        Kind::Credential,
        "user username userid uid usr login logon loginname account accountname authuser authpass password \
         passwd pass pwd pw passphrase passcode credential credentials secret token key accesskey apikey \
         authorization passwort kennwort benutzer benutzername contraseña contraseÑa contrasena clave usuario \
         nombredeusuario senha nomedeusuario usuário motdepasse utilisateur nomdutilisateur wachtwoord \
         gebruiker gebruikersnaam hasło haslo użytkownik uzytkownik heslo uživatel uzivatel lösenord losenord \
         användare anvandare adgangskode passord bruger bruker salasana käyttäjä kayttaja jelszó jelszo \
         utente nomeutente parola şifre sifre kullanıcı kullanici пароль Пароль логин Логин пользователь \
         Пользователь 密码 用户名 パスワード ユーザー名 비밀번호",
    ),
    (
        Kind::Harmless,
        "from to cc bcc sender replyto recipient recipients fromaddress toaddress fromname displayname \
         subject body message priority attachments name description domain localdomain clientdomain \
         targetname database initialcatalog catalog provider driver dsn applicationname workstationid \
         persistsecurityinfo multipleactiveresultsets trustservercertificate packetsize pooling \
         connectbyproxy proxy bypassproxy proxyserver encoding charset format protocol version type debug \
         retry retries retrycount deliverymethod deliveryformat pickupdirectorylocation ishtml count enabled",
    ),
];
