"""The inputs for .NET: connection strings to read, and pairs to write.

The lists are always the same, so a different vector file means a different .NET.
"""

import itertools
import random

# A fixed seed, because anyone must be able to generate the vectors again.
SEED = 20240229

# A letter and every character with a meaning in the syntax.
CORE = "a=;\"' "
# One character of each further class: whitespace that is a control character (TAB, U+0085), NUL, other whitespace (U+00A0), a
# control character that is not whitespace, a second letter for different keywords, a letter outside ASCII.
CLASSES = CORE + "\t\0\u0085\u00a0\u0001bé"

# Every character with the Unicode property White_Space, and similar characters without it: FS to US (whitespace in Python, but
# not in .NET), U+180E (whitespace before Unicode 6.3), zero-width characters, the byte order mark.
WHITE_SPACE = "\t\n\v\f\r \u0085\u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
NOT_WHITE_SPACE = "\x1c\x1d\x1e\x1f\u180e\u200b\u200c\u200d\u2060\ufeff"
CONTROLS = "\x01\x07\x08\x0e\x1b\x7f\x80\x84\x86\x9f"
# Letters whose other case is ASCII or looks like it, capital letters with and without a lowercase form, letters outside the BMP.
LETTERS = "aBbéÉßẞñÑжЖİıſ\u212aǅ漢\U0001f600\U00010400\U00010428"
# Characters that look like syntax.
LOOK_ALIKES = "\uff1d\uff1b\u201c\u201d\u2018\u2019\u00b4`\u037e"

REALISTIC = [
    "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=True;EnableSsl=False;",
    "SmtpServer=smtp.contoso.com;UseWindowsAuthentication=False;EnableSsl=True;Timeout=2000;",
    "SmtpServer=;UseWindowsAuthentication=False;EnableSsl=False;",
    "smtpserver = \"mail.example.org\" ; ENABLESSL = true ;",
    "SmtpServer='10.0.0.25';Timeout=20;timeout=30",
    "SmtpServer=[fe80::1];EnableSsl=False",
    "SmtpServer=smtp.contoso.com;UserName=joe;Password=\"p;w=\"\"d\"\"\";",
    "Server=tcp:sql.contoso.com,1433;Initial Catalog=master;Integrated Security=SSPI;",
    "Data Source=(local);User ID=sa;Password='it''s';Connect Timeout=15;",
    "Provider=SQLNCLI11.1;Data Source=.\\SQL2012;Auto Translate=False;Application Name=\"SSIS-Package {1}\";",
    "Server Name==x=1;Passwd=a=b==c;Empty=;Empty2=\"\";Empty3='';",
    "Größe=12;ключ=значение;名前 = 値 ;",
    "smtphost",
]


def exhaustive(alphabet, longest):
    """Generates every string over the alphabet, from the empty one to the longest."""
    for length in range(longest + 1):
        for characters in itertools.product(alphabet, repeat=length):
            yield "".join(characters)


def every_character(templates):
    """Generates each template with each of the selected characters for `?`."""
    points = itertools.chain(
        range(0x0, 0x250), range(0x1680, 0x1681), range(0x180A, 0x1810), range(0x2000, 0x2070), range(0x3000, 0x3004), range(0xFEFE, 0xFF00)
    )
    for point in points:
        for template in templates:
            yield template.replace("?", chr(point))


# At both ends of and inside the input, a keyword, a value and a quoted value, and after a quoted value.
PLACES = ["?", "?a=1", "a?=1", "a?b=1", "a?b=", "a=?", "a=?1", "a=1?", "a=1?2", "a=1?;b=2", "a='?'", "a=''?", "a=1;?b=2", "a=1;?", "=?", "a=?'b'"]


def random_character(rng):
    """Returns a character. Syntax characters are about as likely as all others."""
    classes = [CORE, "ab=;", "\"'", WHITE_SPACE, NOT_WHITE_SPACE, CONTROLS, LETTERS, LOOK_ALIKES, "\0"]
    return rng.choice(rng.choices(classes, weights=[30, 20, 8, 10, 3, 3, 12, 2, 2])[0])


def random_text(rng):
    """Returns random characters, which usually are an error."""
    return "".join(random_character(rng) for _ in range(rng.randint(5, 24)))


def random_keyword(rng):
    letters = "".join(rng.choice(LETTERS + "abcAB  ") for _ in range(rng.randint(1, 5)))
    if rng.random() < 0.2:
        letters += "==" + rng.choice(["", "b", " b"])
    return letters.strip() or "a"


def random_value(rng):
    content = "".join(rng.choice(LETTERS + WHITE_SPACE + CONTROLS + "ab=;\"'" * 3) for _ in range(rng.randint(0, 6)))
    style = rng.randrange(4)
    if style == 0:
        return '"' + content.replace('"', '""') + '"'
    if style == 1:
        return "'" + content.replace("'", "''") + "'"
    if style == 2:
        return "".join(c for c in content if c not in ";\"'" + CONTROLS)
    return content


def random_pairs(rng):
    """Returns well-formed pairs, which usually are accepted. Random text rarely has a second pair."""
    space = lambda: "".join(rng.choice(WHITE_SPACE) for _ in range(rng.choice([0, 0, 0, 1, 2])))
    pairs = (space() + random_keyword(rng) + space() + "=" + space() + random_value(rng) + space() for _ in range(rng.randint(1, 4)))
    end = rng.choice(["", "", ";", "; ", "\0", "\0 \0", ";;", "\0;"])
    return rng.choice([";", ";", ";", " ; ", ";;"]).join(pairs) + end


def damaged(rng, text):
    """Returns a realistic string after one to three edits."""
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(text) + 1)
        width = rng.choice([0, 0, 1, 1, 2, 6])
        text = text[:at] + rng.choice(["", random_character(rng), random_character(rng) * 2]) + text[at + width :]
    return text


def texts(wide):
    """Generates the strings to read. The wide list is too long to commit."""
    rng = random.Random(SEED)
    yield from REALISTIC
    yield from exhaustive(CORE, 7 if wide else 6)
    yield from exhaustive(CLASSES, 5 if wide else 4)
    yield from every_character(PLACES)
    for _ in range(100_000 if wide else 6_000):
        yield random_text(rng)
        yield random_pairs(rng)
        yield damaged(rng, rng.choice(REALISTIC))


def pairs():
    """Generates the (keyword, value) pairs to write."""
    rng = random.Random(SEED)
    plain = ["SmtpServer", "a", "A b", "é"]
    odd = ["", " ", "=", "==", "a=", "=a", "a=b", "a==b", "a;b", ";a", " a", "a ", "a\u00a0", "a\tb", "a\n", "a\n\n", "a\0", "\0", "a\u0001b", "a'b", 'a"b', "'", "É", "漢", "\U0001f600"]
    yield from ((keyword, value) for keyword in plain for value in ["smtp.contoso.com", "", "é", "\U0001f600", "x\0", "x\n", "\n"])
    yield from ((keyword, value) for keyword in odd for value in ["", "1", " "])
    # Every short value, then each special character alone, doubled, at either end and inside.
    yield from (("a", value) for value in exhaustive("a=;\"' \t\n", 3))
    for character in WHITE_SPACE + NOT_WHITE_SPACE + CONTROLS + LOOK_ALIKES + LETTERS + "\0":
        yield from (("a", form.replace("?", character)) for form in ["?", "??", "?x", "x?", "x?y"])
    yield from ((random_keyword(rng), "".join(random_character(rng) for _ in range(rng.randint(1, 12)))) for _ in range(400))
