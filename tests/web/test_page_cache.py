"""A status page that is shown again says what one made anew would say: after every verb, to everybody, in every language and mode."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal import create_app
from portal.casework.accept import accept
from portal.casework.ask_correction import Mark, ask_correction
from portal.casework.askings import Reader
from portal.casework.claim import claim
from portal.casework.compare import compare
from portal.casework.confirm import ask_again, confirm
from portal.casework.correct import correct
from portal.casework.nudge import nudge
from portal.casework.outcome import record_step
from portal.casework.release import release, take_back
from portal.casework.reopen import ReopenGround, reopen
from portal.casework.save import save
from portal.casework.share import share
from portal.casework.submit import submit
from portal.casework.sweep import sweep
from portal.casework.terminate import terminate
from portal.casework.withdraw import withdraw
from portal.casework.withdraw_consent import withdraw_consent
from portal.domain.actors import Actor
from portal.domain.mending import CorrectionState
from portal.domain.results import ResultState
from portal.jobs.documents import make_document
from portal.persistence.queries.consents import standing
from portal.persistence.queries.standing import case_head
from portal.web import login
from portal.web.page_cache import PageCache
from portal.wiring import Portal
from portal.words import LOCALES, MODES
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.clock import Clock
from tests.factories.families import SUN, Family, citizen, known_family, supervisor

NAME = Mark("fact", "baby.person.name", "与出生记录不一致")
OF_ONE_ANSWER = re.compile(r'(?:nonce|name="csrf_token" value)="[^"]+"')


@dataclass
class Story:
    """A case, what is done with it, and the two ways of showing it."""

    portal: Portal
    clock: Clock
    family: Family
    case: UUID
    keeping: Flask
    forgetting: Flask

    def task(self, item: str) -> UUID:
        """The task of an item."""
        return see.task_of(self.portal.casework, self.case, item).id

    def revision(self) -> int:
        """The number of the last change."""
        with self.portal.casework.db.reading() as session:
            head = case_head(session, self.case)
        assert head is not None
        return head.revision

    def show(self, app: Flask, language: str = LOCALES[0], mode: str = MODES[0]) -> str:
        """The page as its owner sees it, without what differs between any two answers."""
        answer = browser(app, self.family.filer, language, mode).get(f"/cases/{self.case}")
        return OF_ONE_ANSWER.sub("", answer.text)

    def do(self, verb: Callable[[], object]) -> None:
        """Do something, and look whether the very next page shows it."""
        before, old = self.revision(), self.show(self.keeping)
        verb()
        assert self.revision() > before
        for language, mode in ((LOCALES[0], MODES[0]), (LOCALES[1], MODES[1])):
            assert self.show(self.keeping, language, mode) == self.show(
                self.forgetting, language, mode
            )
        assert old  # there was something kept that could have been shown


def browser(
    app: Flask, actor: Actor, language: str = LOCALES[0], mode: str = MODES[0]
) -> FlaskClient:
    """The browser of a citizen who is signed in."""
    client = FlaskClient(app, app.response_class)
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = f"c:{actor.id}", True
        session["language"], session["mode"] = language, mode
        if actor.person is not None:
            session[login.PERSON] = str(actor.person)
            session[login.PERSONS] = [str(actor.person)]
    return client


@pytest.fixture
def story(portal: Portal, clock: Clock) -> Story:
    """A draft that is ready to be sent."""
    family = known_family(portal.casework)
    case = make.draft(portal.casework, family, chosen=make.OPTIONAL)
    forgetting = replace(portal, settings=replace(portal.settings, cache=False))
    return Story(portal, clock, family, case, create_app(portal), create_app(forgetting))


def test_the_page_after_any_verb_shows_what_was_done(story: Story) -> None:
    work, filer, other = story.portal.casework, story.family.filer, story.family.other
    clerk = _clerk_of(story)
    story.do(lambda: submit(work, filer, story.case, key=uuid4()))
    story.do(lambda: take_back(work, filer, story.case))
    story.do(lambda: submit(work, filer, story.case, key=uuid4()))
    story.do(lambda: release(work, story.case, filer))
    story.do(lambda: ask_again(work, filer, _asked(story)))
    story.do(lambda: confirm(work, other, _asked(story), agrees=False))
    story.do(lambda: ask_again(work, filer, see.confirmations_of(work, story.case)[0].id))
    story.do(lambda: confirm(work, other, _asked(story), agrees=True))
    story.do(lambda: claim(work, clerk(make.CERTIFICATE), story.task(make.CERTIFICATE)))
    story.do(lambda: nudge(work, supervisor(work), story.task(make.CERTIFICATE), "请尽快"))
    story.do(lambda: accept(work, clerk(make.CERTIFICATE), story.task(make.CERTIFICATE)))
    story.do(lambda: _ask(story, clerk(make.CERTIFICATE)))
    story.do(lambda: save(work, filer, story.case, {"baby.person.name": "林小暖"}))
    story.do(lambda: correct(work, filer, story.case))
    story.do(lambda: make.answer_confirmations(work, other, story.case))
    story.do(lambda: make.approve_item(work, story.case, make.CERTIFICATE))
    story.do(lambda: make.approve_item(work, story.case, make.REGISTRATION))
    story.do(lambda: make.approve_item(work, story.case, make.CARD))
    card = story.task(make.CARD)
    story.do(lambda: record_step(work, clerk(make.CARD), card, ResultState.READY))
    for document in [d for d in see.documents_of(work, story.case) if d.void_at is None]:
        story.do(partial(make_document, story.portal, document.id))
    story.do(lambda: withdraw(work, filer, story.case, [make.VACCINES]))
    expense = story.task(make.EXPENSE)
    story.do(lambda: terminate(work, clerk(make.EXPENSE), expense, "duplicate"))
    story.do(lambda: reopen(work, supervisor(work), expense, ReopenGround.OWN_ERROR, "复议决定"))


def test_what_another_agrees_to_comes_and_goes_with_their_word(story: Story) -> None:
    work, other, shared = story.portal.casework, story.family.other, "滨河路18号"
    submit(work, story.family.filer, story.case, key=uuid4())
    release(work, story.case, story.family.filer)
    reader = Reader(LOCALES[0], MODES[0])
    story.do(lambda: share(work, other, _asked(story), ["households"], reader))
    assert shared not in story.show(story.keeping)
    story.do(lambda: compare(work, story.case))
    assert shared in story.show(story.keeping)
    with work.db.reading() as session:
        [agreed] = [c for c in standing(session, story.case) if c.person_id == other.person]
    story.do(lambda: withdraw_consent(work, other, agreed.id))
    assert shared not in story.show(story.keeping)


def _clerk_of(story: Story) -> Callable[[str], Actor]:
    return lambda item: make.clerk_for(story.portal.casework, story.case, item)


def _asked(story: Story) -> UUID:
    return see.open_confirmations(story.portal.casework, story.case)[0].id


def _ask(story: Story, clerk: Actor) -> None:
    work = story.portal.casework
    ask_correction(work, clerk, story.task(make.CERTIFICATE), [NAME])
    while see.corrections_of(work, story.case)[0].state is CorrectionState.WRITTEN:
        story.clock.pass_time(timedelta(days=1))
        sweep(work)


def test_a_page_is_not_made_twice(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    submit(story.portal.casework, story.family.filer, story.case, key=uuid4())
    first = story.show(story.keeping)
    monkeypatch.setattr("portal.web.citizen.case._page", lambda _whole: pytest.fail("made anew"))
    assert story.show(story.keeping) == first


def test_each_language_and_mode_has_a_page_of_its_own(story: Story) -> None:
    submit(story.portal.casework, story.family.filer, story.case, key=uuid4())
    shown = {(x, y): story.show(story.keeping, x, y) for x in LOCALES for y in MODES}
    assert len(set(shown.values())) == len(LOCALES) * len(MODES)
    assert shown == {(x, y): story.show(story.forgetting, x, y) for x in LOCALES for y in MODES}


def test_whose_case_it_is_is_asked_before_anything_is_shown_again(story: Story) -> None:
    work = story.portal.casework
    submit(work, story.family.filer, story.case, key=uuid4())
    story.show(story.keeping)
    next_owner = replace(story.family.filer, person=None)
    for actor, shut in ((citizen(work, SUN), 404), (story.family.other, 404), (next_owner, 303)):
        assert browser(story.keeping, actor).get(f"/cases/{story.case}").status_code == shut


def test_every_answer_has_the_form_token_of_its_own_reader(story: Story) -> None:
    submit(story.portal.casework, story.family.filer, story.case, key=uuid4())
    for _ in range(2):
        client = browser(story.keeping, story.family.filer)
        page = client.get(f"/cases/{story.case}").text
        tokens = set(re.findall(r'name="csrf_token" value="([^"]+)"', page))
        assert len(tokens) == 1
        target = f"/cases/{story.case}/take-back"
        assert client.post(target, data={"csrf_token": "another's"}).status_code == 400
    assert client.post(target, data={"csrf_token": tokens.pop()}).status_code == 302


def test_what_is_said_once_is_not_kept(story: Story) -> None:
    submit(story.portal.casework, story.family.filer, story.case, key=uuid4())
    client = browser(story.keeping, story.family.filer)
    with client.session_transaction() as session:
        session["_flashes"] = [("success", "只说一遍")]
    assert "只说一遍" in client.get(f"/cases/{story.case}").text
    assert "只说一遍" not in client.get(f"/cases/{story.case}").text


def test_the_nonce_of_a_script_is_that_of_its_answer(story: Story) -> None:
    submit(story.portal.casework, story.family.filer, story.case, key=uuid4())
    nonces = set()
    for _ in range(3):
        answer = browser(story.keeping, story.family.filer).get(f"/cases/{story.case}")
        (nonce,) = set(re.findall(r'nonce="([^"]+)"', answer.text))
        assert f"'nonce-{nonce}'" in answer.headers["Content-Security-Policy"]
        nonces.add(nonce)
    assert len(nonces) == 3


def test_the_oldest_pages_go_when_there_are_too_many_bytes() -> None:
    cache = PageCache(most_bytes=10)
    for name in "abc":
        cache.keep(name, name * 4)
        cache.find("a")
    assert [cache.find(name) is not None for name in "abc"] == [True, False, True]


def test_a_page_larger_than_everything_is_not_kept() -> None:
    cache = PageCache(most_bytes=3)
    cache.keep("a", "四个字节")
    assert cache.find("a") is None
