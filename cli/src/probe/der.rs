//! The facts of an X.509 certificate, as far as reports and the rules of the client need them.
//!
//! rustls verifies certificates, but returns neither dates nor names. The crate x509-parser does, with 40 more crates, among
//! them a second version of nom.

use std::net::IpAddr;

const SEQUENCE: u8 = 0x30;
const OBJECT_IDENTIFIER: u8 = 0x06;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const BMP_STRING: u8 = 0x1E;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// 1.2.840.113549.1.1, the prefix of the algorithms that use RSA.
const RSA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01];
/// The smallest RSA key that `ring` accepts, in bytes.
const MIN_RSA: usize = 256;
/// The attributes of names that are shown.
const ATTRIBUTES: [(&[u8], &str); 4] =
    [(&[0x55, 4, 3], "CN"), (&[0x55, 4, 11], "OU"), (&[0x55, 4, 10], "O"), (&[0x55, 4, 6], "C")];
const SUBJECT_ALTERNATIVE_NAME: &[u8] = &[0x55, 0x1D, 17];
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1D, 19];
const AUTHORITY_INFORMATION_ACCESS: &[u8] = &[0x2B, 6, 1, 5, 5, 7, 1, 1];
/// 1.3.6.1.5.5.7.48.2 with its tag: where the certificate of the issuer can be downloaded.
const ISSUER_DOWNLOAD: &[u8] = &[0x06, 8, 0x2B, 6, 1, 5, 5, 7, 0x30, 2];

/// The facts of a certificate. All names are untrusted.
// The switches are independent of each other.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Certificate {
    pub(crate) subject: String,
    pub(crate) issuer: String,
    pub(crate) common_name: Option<String>,
    pub(crate) dns_names: Vec<String>,
    pub(crate) addresses: Vec<IpAddr>,
    /// In seconds since 1970.
    pub(crate) not_before: i64,
    pub(crate) not_after: i64,
    pub(crate) is_self_issued: bool,
    pub(crate) is_authority: bool,
    pub(crate) has_issuer_download: bool,
    /// Whether the key, or the key of the issuer, is an RSA key that is too short for `ring`.
    pub(crate) has_short_key: bool,
}

impl Certificate {
    /// Reads a certificate; `None` if it is malformed.
    pub(crate) fn read(der: &[u8]) -> Option<Self> {
        let mut outer = Der(Der(der).expect(SEQUENCE)?);
        let mut fields = Der(outer.expect(SEQUENCE)?);
        let signature_algorithm = Der(outer.expect(SEQUENCE)?).expect(OBJECT_IDENTIFIER)?;
        let signature = outer.expect(BIT_STRING)?;

        // The version is missing in version 1.
        fields.optional(0xA0);
        fields.expect(0x02)?;
        fields.expect(SEQUENCE)?;
        let issuer = fields.expect(SEQUENCE)?;
        let mut validity = Der(fields.expect(SEQUENCE)?);
        let subject = fields.expect(SEQUENCE)?;
        let key = fields.expect(SEQUENCE)?;
        let (common_name, subject_text) = name(subject)?;
        let mut certificate = Self {
            subject: subject_text,
            issuer: name(issuer)?.1,
            common_name,
            not_before: validity.time()?,
            not_after: validity.time()?,
            is_self_issued: issuer == subject,
            has_short_key: has_short_rsa_key(key)?
                // One byte of a bit string is the number of unused bits.
                || (signature_algorithm.starts_with(RSA) && signature.len() <= MIN_RSA),
            ..Self::default()
        };
        fields.optional(0x81);
        fields.optional(0x82);
        if let Some(extensions) = fields.optional(0xA3) {
            let mut extensions = Der(Der(extensions).expect(SEQUENCE)?);
            while let Some(extension) = extensions.optional(SEQUENCE) {
                certificate.read_extension(extension)?;
            }
        }
        Some(certificate)
    }

    fn read_extension(&mut self, extension: &[u8]) -> Option<()> {
        let mut extension = Der(extension);
        let identifier = extension.expect(OBJECT_IDENTIFIER)?;
        extension.optional(0x01);
        let value = extension.expect(OCTET_STRING)?;
        match identifier {
            SUBJECT_ALTERNATIVE_NAME => {
                let mut names = Der(Der(value).expect(SEQUENCE)?);
                while let Some((tag, name)) = names.next() {
                    match tag {
                        0x82 => self.dns_names.push(String::from_utf8_lossy(name).into_owned()),
                        0x87 => self.addresses.extend(address(name)),
                        _ => {}
                    }
                }
            }
            BASIC_CONSTRAINTS => {
                let is_authority = Der(Der(value).expect(SEQUENCE)?).optional(0x01);
                self.is_authority = is_authority.is_some_and(|flag| flag != [0]);
            }
            AUTHORITY_INFORMATION_ACCESS => {
                self.has_issuer_download = value.windows(ISSUER_DOWNLOAD.len()).any(|bytes| bytes == ISSUER_DOWNLOAD);
            }
            _ => {}
        }
        Some(())
    }
}

/// The rest of a sequence of values in DER.
struct Der<'a>(&'a [u8]);

impl<'a> Der<'a> {
    /// Returns the tag and the content of the next value, or `None` at the end and if it is malformed.
    fn next(&mut self) -> Option<(u8, &'a [u8])> {
        let (&tag, rest) = self.0.split_first()?;
        let (&first, rest) = rest.split_first()?;
        let (length, rest) = if first < 0x80 {
            (usize::from(first), rest)
        } else {
            // Four bytes of length are enough for any certificate.
            let size = usize::from(first & 0x7F);
            let (bytes, rest) = rest.split_at_checked(size).filter(|_| (1..=4).contains(&size))?;
            (bytes.iter().fold(0, |length, &byte| length << 8 | usize::from(byte)), rest)
        };
        let (content, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some((tag, content))
    }

    fn expect(&mut self, tag: u8) -> Option<&'a [u8]> {
        self.next().filter(|(found, _)| *found == tag).map(|(_, content)| content)
    }

    /// Returns the next value if it has this tag. Otherwise it is not consumed.
    fn optional(&mut self, tag: u8) -> Option<&'a [u8]> {
        if self.0.first() == Some(&tag) { self.expect(tag) } else { None }
    }

    /// Reads a time as seconds since 1970.
    fn time(&mut self) -> Option<i64> {
        let (tag, text) = self.next()?;
        let text = std::str::from_utf8(text).ok()?;
        let (year, rest) = match tag {
            UTC_TIME => {
                let (year, rest) = text.split_at_checked(2)?;
                let year = year.parse::<i64>().ok()?;
                (if year < 50 { 2000 + year } else { 1900 + year }, rest)
            }
            GENERALIZED_TIME => {
                let (year, rest) = text.split_at_checked(4)?;
                (year.parse().ok()?, rest)
            }
            _ => return None,
        };
        let field = |index: usize| rest.get(2 * index..2 * index + 2)?.parse::<i64>().ok();
        let seconds = field(2)? * 3600 + field(3)? * 60 + field(4)?;
        Some(days_since_1970(year, field(0)?, field(1)?) * 86_400 + seconds)
    }
}

/// Returns the days from 1970-01-01 to a date of the Gregorian calendar. A year begins in March, so that the day that a leap
/// year adds is the last one.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let months_since_march = (month + 9) % 12;
    let day_of_year = (153 * months_since_march + 2) / 5 + day - 1;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year - 719_468
}

/// Formats seconds since 1970 as `2027-03-01T12:00:00Z`.
pub(crate) fn timestamp(seconds: i64) -> String {
    let days = seconds.div_euclid(86_400);
    let second = seconds.rem_euclid(86_400);
    // The first year is not too late, because no year is longer or, before 1970, shorter.
    let mut year = 1970 + days.div_euclid(if days < 0 { 365 } else { 366 });
    while days_since_1970(year + 1, 1, 1) <= days {
        year += 1;
    }
    let mut month = 1;
    while month < 12 && days_since_1970(year, month + 1, 1) <= days {
        month += 1;
    }
    let day = days - days_since_1970(year, month, 1) + 1;
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", second / 3600, second / 60 % 60, second % 60)
}

/// Returns the common name, and the whole name as text.
fn name(content: &[u8]) -> Option<(Option<String>, String)> {
    let mut common_name = None;
    let mut parts = Vec::new();
    let mut sets = Der(content);
    while let Some(set) = sets.optional(0x31) {
        let mut attribute = Der(Der(set).expect(SEQUENCE)?);
        let identifier = attribute.expect(OBJECT_IDENTIFIER)?;
        let (tag, value) = attribute.next()?;
        let Some((_, label)) = ATTRIBUTES.iter().find(|(known, _)| *known == identifier) else { continue };
        let value = if tag == BMP_STRING {
            let units =
                value.chunks_exact(2).map(|unit| unit.iter().fold(0, |unit, &byte| unit << 8 | u16::from(byte)));
            String::from_utf16_lossy(&units.collect::<Vec<_>>())
        } else {
            String::from_utf8_lossy(value).into_owned()
        };
        parts.push(format!("{label}={value}"));
        if *label == "CN" {
            common_name = Some(value);
        }
    }
    Some((common_name, parts.join(", ")))
}

fn has_short_rsa_key(key: &[u8]) -> Option<bool> {
    let mut key = Der(key);
    let algorithm = Der(key.expect(SEQUENCE)?).expect(OBJECT_IDENTIFIER)?;
    let bits = key.expect(BIT_STRING)?;
    if !algorithm.starts_with(RSA) {
        return Some(false);
    }
    let modulus = Der(Der(bits.get(1..)?).expect(SEQUENCE)?).expect(0x02)?;
    // The first byte is 0 if the number would be negative otherwise.
    Some(modulus.len() <= MIN_RSA)
}

fn address(bytes: &[u8]) -> Option<IpAddr> {
    let four = || <[u8; 4]>::try_from(bytes).ok().map(IpAddr::from);
    four().or_else(|| <[u8; 16]>::try_from(bytes).ok().map(IpAddr::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_converted_both_ways() {
        for (date, seconds) in [
            ("1950-01-01T00:00:00Z", -631_152_000),
            ("1970-01-01T00:00:00Z", 0),
            ("2000-02-29T23:59:59Z", 951_868_799),
            ("2027-03-01T12:34:56Z", 1_803_904_496),
            ("2100-12-31T00:00:00Z", 4_133_894_400),
            ("9999-12-31T23:59:59Z", 253_402_300_799),
        ] {
            assert_eq!(timestamp(seconds), date);
            let digits = date.replace(['-', 'T', ':'], "");
            let value = [&[GENERALIZED_TIME, 15], digits.as_bytes()].concat();
            assert_eq!(Der(&value).time(), Some(seconds), "{date}");
        }
        assert_eq!(Der(b"\x17\x0d270301000000Z").time(), Some(1_803_859_200));
        assert_eq!(Der(b"\x17\x0d500101000000Z").time(), Some(-631_152_000));
        for days in -30_000..30_000 {
            let text = timestamp(days * 86_400);
            let fields: Vec<i64> = text.split(['-', 'T']).take(3).map(|field| field.parse().unwrap()).collect();
            let [year, month, day] = fields[..] else { panic!("{text}") };
            assert_eq!(days_since_1970(year, month, day), days);
        }
    }

    #[test]
    fn facts_of_a_certificate_are_read() {
        let mut parameters =
            rcgen::CertificateParams::new(vec!["smtp.contoso.com".into(), "192.0.2.1".into(), "::1".into()]).unwrap();
        parameters.distinguished_name = rcgen::DistinguishedName::new();
        parameters.distinguished_name.push(rcgen::DnType::OrganizationName, "Contoso");
        parameters.distinguished_name.push(rcgen::DnType::CommonName, "Grüße");
        parameters.not_before = rcgen::date_time_ymd(2020, 1, 1);
        parameters.not_after = rcgen::date_time_ymd(2060, 12, 31);
        let der = parameters.self_signed(&rcgen::KeyPair::generate().unwrap()).unwrap().der().to_vec();
        let certificate = Certificate::read(&der).unwrap();
        assert_eq!(certificate.subject, "O=Contoso, CN=Grüße");
        assert_eq!(certificate.common_name.as_deref(), Some("Grüße"));
        assert_eq!(certificate.dns_names, ["smtp.contoso.com"]);
        assert_eq!(certificate.addresses, ["192.0.2.1".parse::<IpAddr>().unwrap(), "::1".parse().unwrap()]);
        assert_eq!(timestamp(certificate.not_before), "2020-01-01T00:00:00Z");
        assert_eq!(timestamp(certificate.not_after), "2060-12-31T00:00:00Z");
        assert!(certificate.is_self_issued && !certificate.is_authority);
        assert!(!certificate.has_issuer_download && !certificate.has_short_key);
        // A part of a certificate is not one.
        for length in 0..der.len() {
            assert_eq!(Certificate::read(&der[..length]), None, "{length}");
        }
    }
}
