"""What is typed into one field: what its kind leads one to expect, nearly so, not at all so, and with bad intent."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from portal.domain.case_number import CaseNumber
from portal.domain.resident_id import make

MARK = "fz9x"
"""Stands inside all markup that is sent; where it comes back as markup, the markup was reflected."""
SUM = str(191_919 * 212_121)
"""What a template engine would make of the payloads' product; the digits are in no payload."""

MARKUP = (
    f"<script>{MARK}()</script>",
    f"<{MARK}>",
    f'"><img src=x onerror={MARK}>',
    f"'><svg onload={MARK}>",
    f'" onfocus="{MARK}" autofocus="',
    f"' onfocus='{MARK}' '",
    f"</textarea><{MARK}>",
    f"</title><{MARK}>",
    f"</script><{MARK}>",
    f"<!--{MARK}",
    f"]]><{MARK}>",
    f"javascript:{MARK}",
    f"data:text/html,<{MARK}>",
    f"&lt;{MARK}&gt;<{MARK} ",
    f"\uff1c{MARK}\uff1e",
    f"<\u200b{MARK}>",
)
TEMPLATES = (
    "{{191919*212121}}",
    "{%print(191919*212121)%}",
    "${191919*212121}",
    "#{191919*212121}",
    "<%= 191919*212121 %>",
    "{{config}}",
    "{0.__class__}",
    "%s",
    "%(label)s",
    "%(nothing)s",
    "%n%d%",
    "%",
    "{",
    "{}",
)
ATTACKS = (
    "' OR '1'='1",
    "1; DROP TABLE cases;--",
    "%' OR 1=1 --",
    "\\",
    "\\x00",
    "a\r\nX-Injected: 1",
    "a\r\n\r\n<html>",
    "%0d%0aSet-Cookie:%20a=b",
    "../../../etc/passwd",
    "..\\..\\win.ini",
    "file:///etc/passwd",
    "http://169.254.169.254/",
    "//evil.example/",
    "/\\evil.example",
    "https://evil.example/",
    "/\t/evil.example",
    "\u3002evil.example",
    "http:evil.example",
    "@evil.example",
    "None",
    "null",
    "undefined",
    "[]",
    "[object Object]",
    "true",
    "-0",
)
ODD = (
    "",
    " ",
    "\t",
    "\n",
    "\u3000",
    "\x00",
    "a\x00b",
    "\ufeff",
    "\u200b\u200d\u2060",
    "\u202eabc\u202c",
    "\u2066\u2069",
    "\x1b[31m",
    "\x7f",
    "\ufffd",
    "\ufffe",
    "\U0010ffff",
    "\ud800",
    "\udfff陈",
    "\ue000",
    "\U000f0000",
    "\u2028",
    "\u2029",
    "\x85",
    "\u00ad",
    "\u115f",
    "\u2800",
    "👨‍👩‍👧‍👦",
    "🇨🇳",
    "😀" * 30,
    "e" + "\u0301" * 40,
    "\u0e33" * 20,
    "﷽",
    "\ufb01",
    "İı",
    "ß",
    "\u00b2",
    "Ⅻ",
    "①",
    "٣",
    "\U0001d7d8",
)
NAMES = (
    "陈晓雨",
    "䶮",
    "𬭩",
    "王𬭩䶮",
    "阿不都·热西提",
    "买买提•吐尔逊",
    "O'Neil-Smith",
    "陈 晓 雨",
    "陈\u200b晓雨",
    "陈晓雨1",
    "\U000e0100陈",
    "〇",
    "㐀",
    "王" * 51,
    "王" * 101,
    "Zo\u0308e",
    "·",
    "··陈",
    "陈·",
    "-",
)
PHONES = (
    "19900000001",
    "+8619900000001",
    "0086 199 0000 0001",
    "１９９００００００１２",
    "1990000000",
    "199000000011",
    "99900000001",
    "00000000000",
    "023-12345678",
    "199-0000-0001",
    "+1 202 555 0100",
    "1٩٩00000001",
)
NUMBERS = (
    "0",
    "1",
    "-1",
    "3250",
    "39",
    "007",
    "3.5",
    "1e3",
    "1e999",
    "NaN",
    "inf",
    "0x10",
    "1_000",
    "1,000",
    "３２５０",
    "٣٢",
    "²",
    "9" * 12,
    "9" * 13,
    "9" * 25,
    "9" * 5_000,
    "-" + "9" * 30,
    "2147483648",
    "9223372036854775808",
    "18446744073709551616",
)
DATES = (
    "2026-11-16",
    "2026/11/16",
    "2026年11月16日",
    "16.11.2026",
    "20261116",
    "2026-02-29",
    "2024-02-29",
    "2026-13-01",
    "2026-00-00",
    "0000-00-00",
    "0001-01-01",
    "9999-12-31",
    "99999-01-01",
    "-2026-11-16",
    "２０２６-11-16",
    "2026-11-16T24:00",
    "2026-11-16T08:15",
    "2126-11-16",
    "1899-12-31",
)
IDENTIFIERS = (
    "not-a-uuid",
    "00000000-0000-0000-0000-000000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "{00000000-0000-0000-0000-000000000000}",
    "urn:uuid:00000000-0000-0000-0000-000000000000",
    "00000000000000000000000000000000",
)
VERSIONS = (
    "1.1",
    "0.0",
    "-1.-1",
    "1",
    ".",
    "1.",
    ".1",
    "1.x",
    "1.1.1",
    "1e5.1",
    "9" * 30 + ".1",
    "1." + "9" * 30,
    "1.-" + "9" * 20,
    "99.9999999999999999",
    "１.１",
    "1_0.1_0",
)
BOXES = (
    "2026",
    "11",
    "16",
    "0",
    "00",
    "13",
    "32",
    "-1",
    "1-1",
    "1:1",
    "T",
    "2026T",
    "²",
    "１１",
    "999999",
)


@st.composite
def resident_ids(draw: st.DrawFn) -> str:
    """ID numbers: right, with another check digit, of impossible days, and as people write them."""
    born = date(1900, 1, 1) + timedelta(days=draw(st.integers(0, 60_000)))
    number = make(
        draw(st.sampled_from(("509901", "810000", "999999"))), born, draw(st.integers(0, 999))
    )
    change = draw(st.integers(0, 8))
    match change:
        case 0:
            return number
        case 1:
            return number[:-1] + ("0" if number[-1] != "0" else "1")
        case 2:
            return (
                number[:10] + draw(st.sampled_from(("0230", "1301", "0000", "9999"))) + number[14:]
            )
        case 3:
            return number[:-1]
        case 4:
            return number.lower() + "x"
        case 5:
            return number.translate({ord("0") + n: ord("０") + n for n in range(10)})
        case 6:
            return " ".join(number)
        case 7:
            return number[:6] + number[8:17]
        case _:
            return number[:16] + "²" + number[17:]


def case_numbers() -> st.SearchStrategy[str]:
    """Receipt numbers, most of them of no case."""
    right = CaseNumber("509901", date(2026, 11, 16), "JMZ", 1) if _fits("JMZ") else None
    known = (str(right), f"{right}-01", str(right).lower()) if right is not None else ()
    return st.sampled_from((*known, "509901202611160000000000", "5" * 24, "A" * 24))


def _fits(department: str) -> bool:
    try:
        CaseNumber("509901", date(2026, 11, 16), department, 1)
    except ValueError:
        return False
    return True


UNITS = ("a", "王", "𬭩", "<", "&", "\u0301", "1", " ", "\n", "%s", f"<{MARK}>")
LONG = st.builds(
    lambda unit, times: unit * times,
    st.sampled_from((*UNITS, "\ud800")),
    st.sampled_from((101, 201, 501, 2_001, 5_001)),
)
VERY_LONG = st.sampled_from(UNITS).map(lambda unit: unit * 100_000)
MIXED = st.builds(
    lambda before, inside, after: before + inside + after,
    st.sampled_from(("", "陈", "a ", "1")),
    st.sampled_from(MARKUP + ODD + TEMPLATES),
    st.sampled_from(("", "雨", " z", "\r\n")),
)
HOSTILE: st.SearchStrategy[str] = st.one_of(
    st.sampled_from(MARKUP),
    st.sampled_from(TEMPLATES),
    st.sampled_from(ATTACKS),
    st.sampled_from(ODD),
    MIXED,
    st.sampled_from(NUMBERS),
    st.sampled_from(IDENTIFIERS),
    st.sampled_from(VERSIONS),
    st.one_of(*[LONG] * 9, VERY_LONG),
    st.text(max_size=12),
)
_BY_HINT: tuple[tuple[str, st.SearchStrategy[str]], ...] = (
    ("id_number", resident_ids()),
    ("phone", st.sampled_from(PHONES)),
    ("mobile", st.sampled_from(PHONES)),
    ("version", st.sampled_from(VERSIONS)),
    ("seen", st.sampled_from(NUMBERS)),
    ("page", st.sampled_from(NUMBERS)),
    ("next", st.sampled_from(ATTACKS)),
    ("key", st.sampled_from(IDENTIFIERS)),
    ("replaces", st.sampled_from(IDENTIFIERS)),
    ("-year", st.sampled_from(BOXES)),
    ("-month", st.sampled_from(BOXES)),
    ("-day", st.sampled_from(BOXES)),
    ("-hour", st.sampled_from(BOXES)),
    ("-minute", st.sampled_from(BOXES)),
    ("name", st.sampled_from(NAMES)),
    ("number", st.one_of(case_numbers(), st.sampled_from(NUMBERS))),
    ("amount", st.sampled_from(NUMBERS)),
    ("weeks", st.sampled_from(NUMBERS)),
    ("grams", st.sampled_from(NUMBERS)),
    ("account", st.sampled_from((*NUMBERS, "6217000010001234561", "6217 0000 1000 1234 562"))),
    ("date", st.sampled_from(DATES)),
)


def value_for(name: str, options: tuple[str, ...]) -> st.SearchStrategy[str]:
    """What may be sent under a name: half of it as the name suggests."""
    fitting = [strategy for hint, strategy in _BY_HINT if hint in name]
    if options:
        fitting.append(st.sampled_from(options))
    return st.one_of(*fitting, HOSTILE, st.sampled_from(DATES)) if fitting else HOSTILE
