"""A sentence is English by itself, and another language's where somebody reads that."""

from __future__ import annotations

from copy import deepcopy

import pytest

from portal.catalogue.problems import Problem
from portal.catalogue.saying import Said, as_json, of_error, say, worded

CHINESE = {
    "no item %(item)r": "没有单项事“%(item)s”",
    "on %(way)s, of %(items)s": "%(way)s时，%(items)s中",
    "the only way": "唯一的一种情形",
    ", ": "、",
    "%(file)s: line %(line)d": "%(file)s 第 %(line)d 行",
    "%(place)s: %(what)s (%(advice)s)": "%(place)s：%(what)s。%(advice)s。",
    "all of 100%": "全部100%",
}


def chinese(template: str) -> str:
    return CHINESE.get(template, template)


def test_a_sentence_is_its_english_wherever_text_is_wanted() -> None:
    said = say("no item %(item)r", item="pass")
    assert said == "no item 'pass'"
    assert f"{said}!" == "no item 'pass'!"
    assert worded(said, chinese) == "没有单项事“pass”"
    assert worded(deepcopy(said), chinese) == "没有单项事“pass”"


def test_sentences_and_lists_within_a_sentence_are_worded_too() -> None:
    said = say("on %(way)s, of %(items)s", way=say("the only way"), items=["a", "b"])
    assert said == "on the only way, of a, b"
    assert worded(said, chinese) == "唯一的一种情形时，a、b中"


def test_a_sentence_without_figures_keeps_its_signs() -> None:
    assert say("all of 100%") == "all of 100%"
    assert worded(say("all of 100%"), chinese) == "全部100%"


def test_a_plain_text_is_shown_as_it_is() -> None:
    problem = Problem("a.yaml", "", "no such thing", "mend it", 3)
    assert str(problem) == "a.yaml: line 3: no such thing (mend it)"
    assert worded(problem.said(), chinese) == "a.yaml 第 3 行：no such thing。mend it。"
    assert problem.as_json(chinese)["made_of"] == {"template": "no such thing", "params": {}}


def test_programs_get_the_template_and_its_figures() -> None:
    problem = Problem("a.yaml", "items", say("no item %(item)r", item="pass"), "", 3)
    told = problem.as_json(chinese)
    assert told["what"] == "没有单项事“pass”"
    assert told["made_of"] == {"template": "no item %(item)r", "params": {"item": "pass"}}
    assert as_json(say("%(count)d", count=2), chinese)["params"] == {"count": 2}


@pytest.mark.parametrize(
    ("error", "told", "is_said"),
    [
        (ValueError(say("no item %(item)r", item="x")), "no item 'x'", True),
        (ValueError("bad", 2), "('bad', 2)", False),
        (ValueError(), "", False),
    ],
)
def test_an_error_says_the_sentence_it_was_raised_with(
    error: Exception, told: str, *, is_said: bool
) -> None:
    assert of_error(error) == told
    assert isinstance(of_error(error), Said) is is_said
