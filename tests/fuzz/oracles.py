"""What must hold of every answer, whatever was sent."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import urlsplit

from tests.fuzz.asking import Answer, path_of
from tests.fuzz.forms import SECRETS, Field, Form, Reader
from tests.fuzz.inputs import Coding, Input
from tests.fuzz.values import MARK, SUM
from tests.guards.walk import leads_to
from tests.guards.world import World

OURS = frozenset({"", "localhost"})
REFUSED = 422
BROKEN = 500
KEPT_AT_LEAST = 40
"""Characters of an over-long text that must still stand in its field."""
PREFIX = 4
"""Characters that habit puts before a number (+86), which are taken away."""
LOOKS = frozenset({"access_record"})
KEPT_WHEN_REFUSED: dict[str, frozenset[str]] = {
    "citizen.form": frozenset({"case", "fact", "fact_history"}),
    "citizen.question": frozenset({"case", "fact", "fact_history"}),
    "citizen.save_mended": frozenset({"case", "fact", "fact_history"}),
    "citizen.autosave": frozenset({"case", "fact"}),
    "citizen.identity": frozenset({"identity_check", "account"}),
    "clerk.sign_in": frozenset({"staff_member"}),
    "signin.code": frozenset({"one_time_code"}),
    "public.progress_code": frozenset({"one_time_code"}),
}
"""What may be written although the answer is a refusal: answers of drafts are kept right or wrong, and tries are counted."""
_UNSAFE = ("javascript:", "data:text", "vbscript:")
_DROPPED = frozenset(
    "·•‧∙⋅・･.-–—\u2010\u2011\u2012\u2015\ufe00\ufe0f\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
)
_STRAY = re.compile("[\ud800-\udfff]")
"""What cannot be written as UTF-8 comes as bytes that are shown by their numbers."""
_BOX = re.compile(r"-(year|month|day|hour|minute)$")


def faults(world: World, form: Form, given: Input, answer: Answer) -> list[str]:
    """Everything that is wrong with an answer; nothing, if it is right."""
    found = list(_of_one(world, answer))
    if answer.then is not None:
        found += [f"{fault} (on the page that followed)" for fault in _of_one(world, answer.then)]
    found += _traces(form, answer)
    page = _answering(form, answer)
    if page is not None and not found:
        found += _of_refusal(form, given, page)
    return found


class Scan(Reader):
    """Reads an answer: also where the mark stands as markup, and what is said of errors in the summary and beside fields."""

    def __init__(self) -> None:
        super().__init__()
        self.reflected: list[str] = []
        self.summary: list[tuple[str, str]] = []
        self.has_summary = False
        self.beside: list[str] = []
        self._depth = 0
        self._link: str | None = None
        self._message = False
        self._raw = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look for the mark where only markup can put it."""
        super().handle_starttag(tag, attrs)
        if MARK in tag:
            self.reflected.append(f"<{tag}>")
        classes = ""
        for name, value in attrs:
            text = value or ""
            if MARK in name or (MARK in text and (name.startswith("on") or _is_unsafe(name, text))):
                self.reflected.append(f"<{tag} {name}={text[:60]!r}>")
            if name == "class":
                classes = text
        self._raw = tag in {"script", "style"}
        if tag == "div" and (self._depth or "govuk-error-summary" in classes.split()):
            self._depth += 1
            self.has_summary = True
        if tag == "a" and self._depth:
            self._link = dict(attrs).get("href") or ""
            self.summary.append((self._link, ""))
        if "govuk-error-message" in classes.split():
            self._message = True
            self.beside.append("")

    def handle_endtag(self, tag: str) -> None:
        """Leave what was open."""
        super().handle_endtag(tag)
        self._raw = False
        if tag == "div" and self._depth:
            self._depth -= 1
        elif tag == "a":
            self._link = None
        elif tag == "p":
            self._message = False

    def handle_data(self, data: str) -> None:
        """Words of errors, and the mark inside a script."""
        super().handle_data(data)
        if self._raw and MARK in data:
            self.reflected.append("inside a script")
        if self._link is not None:
            target, words = self.summary[-1]
            self.summary[-1] = (target, words + data)
        if self._message:
            self.beside[-1] += data

    def handle_comment(self, data: str) -> None:
        """A comment that was sent in."""
        if MARK in data:
            self.reflected.append("a comment")


def scan(markup: str) -> Scan:
    """Read an answer."""
    reader = Scan()
    reader.feed(markup)
    return reader


def _is_unsafe(name: str, text: str) -> bool:
    links = {"href", "src", "action", "formaction"}
    return name in links and text.strip().lower().startswith(_UNSAFE)


def _of_one(world: World, answer: Answer) -> Iterator[str]:
    if answer.status >= BROKEN:
        yield f"status {answer.status}"
    yield from _of_headers(world, answer)
    if answer.page_fault:
        yield f"the page is not in order: {answer.page_fault}"
    if SUM in answer.text:
        yield "a template was worked out"
    if answer.kind == "text/html" and MARK in answer.text:
        for place in scan(answer.text).reflected[:1]:
            yield f"markup came back as markup: {place}"


def _of_headers(world: World, answer: Answer) -> Iterator[str]:
    names = {name.lower() for name, _ in answer.headers}
    if "x-injected" in names or any("\n" in value or "\r" in value for _, value in answer.headers):
        yield "a header was sent in"
    if "x-content-type-options" not in names:
        yield "browsers may guess what the answer is"
    if answer.location is None:
        return
    parts = urlsplit(answer.location)
    odd = "\\" in answer.location or any(ord(letter) < 0x20 for letter in answer.location)
    if parts.netloc not in OURS or parts.scheme not in {"", "http"} or odd:
        yield f"leads out of the portal: {answer.location[:80]!r}"
    elif leads_to(world.app, answer.location, "GET") is None:
        yield f"leads nowhere: {answer.location[:80]!r}"
    if f"<{MARK}" in answer.location:
        yield "markup in a redirect"


def _traces(form: Form, answer: Answer) -> Iterator[str]:
    """What was written although nothing should have been."""
    allowed = LOOKS
    if form.method == "POST":
        if answer.status < 400:
            return
        allowed |= KEPT_WHEN_REFUSED.get(form.endpoint, frozenset())
    if left := sorted(answer.wrote - allowed):
        yield f"answered {answer.status}, yet wrote {', '.join(left)}"


def _answering(form: Form, answer: Answer) -> Answer | None:
    """The page that shows a form once more, at once or after a redirect to the same page."""
    if form.method != "POST":
        return None
    if answer.is_page and answer.status in {200, 409, REFUSED}:
        return answer
    back = answer.location is not None and path_of(answer.location) == path_of(form.action)
    if back and answer.then is not None and answer.then.is_page:
        return answer.then
    return None


def _of_refusal(form: Form, given: Input, answer: Answer) -> Iterator[str]:
    page = scan(answer.text)
    if answer.status == REFUSED and not page.has_summary:
        yield "refused without a summary of what is wrong"
    beside = [_words(text) for text in page.beside]
    for target, text in page.summary:
        if target[1:] not in page.ids:
            yield f"the summary leads to {target!r}, which is not there"
        elif not any(_says_the_same(_words(text), one) for one in beside):
            yield f"said in the summary, but beside no field: {_words(text)[:80]!r}"
    same_mode = given.mode in {"", form.visitor.mode}
    readable = given.coding in {Coding.URLENCODED, Coding.MULTIPART}
    if readable and same_mode and not given.last and (answer.status == REFUSED or page.has_summary):
        yield from _lost(form, given, page)


def _says_the_same(summary: str, beside: str) -> bool:
    """The summary may name the field before the sentence, and the sentence beside it begins with a hidden “Error:”."""
    sentence = beside.replace("：", ":").partition(":")[2].strip()
    return summary in beside or (sentence != "" and summary.replace("：", ":").endswith(sentence))


def _words(text: str) -> str:
    return " ".join(text.split())


def _lost(form: Form, given: Input, page: Scan) -> Iterator[str]:
    """What was typed and stands in its field no more."""
    shown = _same_form(form, page)
    if shown is None:
        yield "the form is gone"
        return
    sent: dict[str, str] = {}
    for name, value in given.fields:
        sent.setdefault(name, value)
    for one in form.fields:
        if one.name not in sent or one.name in SECRETS or _STRAY.search(sent[one.name]):
            continue
        now = shown.get(one.name)
        if _was_not_typed(form, sent, one.name) or (now is None and _is_put_aside(form, sent)):
            continue
        if one.is_typed and (now is None or not _stands(one.name, sent[one.name], now.value)):
            kept = None if now is None else now.value[:40]
            yield f"{one.name}: typed {sent[one.name][:40]!r}, shown {kept!r}"
        if one.kind in {"radio", "select"} and _was_chosen(one, sent[one.name], now):
            yield f"{one.name}: chose {sent[one.name]!r}, which is not chosen any more"


def _was_not_typed(form: Form, sent: dict[str, str], name: str) -> bool:
    """Whether a forged page says that this stood there before: then nobody typed it, and what is kept stands."""
    was = f"was.{name}"
    forged = all(one.value != sent.get(was) for one in form.fields if one.name == was)
    return was in sent and forged and sent[was] == sent[name]


def _is_put_aside(form: Form, sent: dict[str, str]) -> bool:
    """Whether a choice that no page offers was sent: what hangs on it is kept and comes back with a right choice.

    tests/web/test_bad_input.py shows that it does.
    """
    return any(
        one.kind in {"radio", "select"} and sent.get(one.name, "") not in {"", *one.options}
        for one in form.fields
    )


def _same_form(form: Form, page: Scan) -> dict[str, Field] | None:
    wanted = {one.name for one in form.fields if one.is_typed or one.kind in {"radio", "select"}}
    holding = [fields for _, fields in page.forms if wanted <= fields.keys()]
    if holding or not wanted:
        return holding[0] if holding else {}
    near = max((fields for _, fields in page.forms), key=lambda f: len(wanted & f.keys()))
    return near if wanted & near.keys() else None


def _was_chosen(one: Field, value: str, now: Field | None) -> bool:
    return value != "" and value in one.options and (now is None or now.value != value)


def _stands(name: str, typed: str, shown: str) -> bool:
    """Whether a field shows what was typed into it, after the tidying that the portal promises."""
    before, after = _squash(name, typed), _squash(name, shown)
    if len(after) >= KEPT_AT_LEAST:
        return after[:KEPT_AT_LEAST] in before
    return after in before and len(before) - len(after) <= PREFIX * bool(after)


def _squash(name: str, text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    kept = "".join(
        letter
        for letter in text.upper()
        if unicodedata.category(letter)[0] not in "CZ" and letter not in _DROPPED
    )
    if _BOX.search(name):
        kept = re.sub("[T:]", "", kept).lstrip("0")
    return kept
