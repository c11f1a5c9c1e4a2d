"""Messages read well in every language and mode, and say no more than an SMS may."""

from __future__ import annotations

import io
from uuid import uuid4

import pytest

from portal.notices.messages import MESSAGES, MessageCode
from portal.notices.render import MissingParam, render
from portal.notices.senders import ConsoleSender, DemoSender, Outgoing
from portal.settings import ROOT
from portal.words import LOCALES, MODES, WordsShelf

NAMES = {"bundle.b.name": "一件事", "item.i.name": "单项事", "city.portal": "云江一窗通"}
EVERYTHING = {
    "bundle": "b",
    "item": "i",
    "number": "YJ-1",
    "code": "012345",
    "minutes": 10,
    "until": "2026-03-09",
    "confirmation": "6f1c",
}
SENT_OF_A_CASE = frozenset({"bundle", "number"})
SENT_OF_A_TASK = SENT_OF_A_CASE | {"item"}
NEEDS = {
    MessageCode.ONE_TIME_CODE: {"code", "minutes"},
    MessageCode.CONFIRMATION_ASKED: {"confirmation"},
    MessageCode.DRAFT_EXPIRING: SENT_OF_A_CASE | {"until"},
    MessageCode.BENEFIT_CHECK_DUE: SENT_OF_A_TASK | {"until"},
}
"""What casework and people give with a message; all others are given the case and, about a task, the item."""

WORDS = WordsShelf(ROOT / "translations")


def test_every_code_has_its_words() -> None:
    assert set(MESSAGES) == set(MessageCode)


@pytest.mark.parametrize("code", MessageCode)
@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("mode", MODES)
def test_no_message_lacks_what_it_is_given(code: MessageCode, locale: str, mode: str) -> None:
    given = {name: EVERYTHING[name] for name in NEEDS.get(code, SENT_OF_A_TASK)}
    message = render(code, given, WORDS.pick(locale, mode), NAMES.__getitem__)
    assert message.title
    assert message.text
    assert "%(" not in message.text
    assert message.sms == f"【云江一窗通】{message.text}"


@pytest.mark.parametrize("code", MessageCode)
def test_a_text_message_is_short_enough_to_be_read_at_once(code: MessageCode) -> None:
    for mode in MODES:
        message = render(code, EVERYTHING, WORDS.pick("zh_Hans_CN", mode), NAMES.__getitem__)
        assert len(message.sms) <= 120


def test_ids_become_names_and_days_become_readable() -> None:
    text = render(
        "draft_expiring", EVERYTHING, WORDS.pick("en", "standard"), NAMES.__getitem__
    ).text
    assert "一件事" in text
    assert "March 9, 2026" in text or "9 March 2026" in text


def test_a_message_without_its_figure_is_refused_by_name() -> None:
    with pytest.raises(MissingParam, match="one_time_code needs code"):
        render("one_time_code", {"minutes": 10}, WORDS.pick("en", "standard"), NAMES.__getitem__)


def test_a_message_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="of_next_year"):
        render("of_next_year", {}, WORDS.pick("en", "standard"), NAMES.__getitem__)


def test_the_question_to_another_person_names_nothing() -> None:
    for locale in LOCALES:
        text = render(
            "confirmation_asked", EVERYTHING, WORDS.pick(locale, "standard"), NAMES.__getitem__
        ).text
        assert not any(name in text for name in ("一件事", "单项事", "YJ-1"))


def test_the_console_shows_the_message_and_hides_the_phone() -> None:
    stream = io.StringIO()
    ConsoleSender(stream).send(Outgoing(uuid4(), "19900000001", "【云江一窗通】验证码"))
    assert stream.getvalue().endswith(": 【云江一窗通】验证码\n")
    assert "19900000001" not in stream.getvalue()


def test_the_demonstration_sends_nothing_anywhere(capfd: pytest.CaptureFixture[str]) -> None:
    DemoSender().send(Outgoing(uuid4(), "19900000001", "text"))
    assert capfd.readouterr() == ("", "")
