"""The plan says of everything that is there because of an answer, which answer that was."""

from __future__ import annotations

import pytest

from tests.inspector import Inspector, words
from tests.web.conftest import SignIn


def begun(client: Inspector, bundle: str, answers: dict[str, str]) -> str:
    """A draft of a bundle with its first questions answered; gives the page of its plan."""
    leads = ""
    for step, (question, answer) in enumerate(answers.items(), 1):
        reply = client.post(f"/apply/{bundle}/situation/{step}", data={question: answer})
        leads = reply.location
    assert leads.endswith("/plan")
    return client.get(leads).text


@pytest.mark.parametrize(
    ("mode", "reason"), [("standard", "因病不能再工作"), ("elder", "病了、伤了，再也干不了活")]
)
def test_the_plan_names_the_answer_that_brought_an_item(
    client: Inspector, sign_in: SignIn, mode: str, reason: str
) -> None:
    client.post("/mode", data={"mode": mode})
    sign_in()
    begun(client, "retire", {"kind": "illness", "early_work": "no", "fund": "yes", "child": "no"})
    lines = [li for li in client.page.all("li") if (li.get("class") or "") == "plan-item"]
    said = [words(line) for line in lines]
    assert any(reason in line for line in said)
    assert any("有公积金" in line for line in said)
    assert not all("您选" in line for line in said)


def test_a_paper_is_explained_too(client: Inspector, sign_in: SignIn) -> None:
    sign_in()
    begun(client, "elder", {"filer": "relative", "need": "neither"})
    have = next(s for s in client.page.all("section") if s.get("aria-labelledby") == "have")
    assert "替家里老人办" in words(have)


def test_what_belongs_to_every_case_gives_no_reason(client: Inspector, sign_in: SignIn) -> None:
    sign_in()
    page = begun(
        client,
        "newborn",
        {"filer": "mother", "birth_place": "hospital", "family": "local_family"},
    )
    assert 'class="because"' not in page
