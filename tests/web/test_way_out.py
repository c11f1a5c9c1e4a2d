"""Where an answer leads that leaves the fast path: who may, where else, or when; and whom to call about just that."""

from __future__ import annotations

import pytest

from portal.domain.situations import WayOut
from portal.wiring import Portal
from tests.inspector import Inspector
from tests.web.staff_client import main_text

CAN_BE_DONE = ("都能办", "都有办法")
"""Words that promise what not everybody gets."""


def other_way(client: Inspector, bundle: str, question: str, answer: str) -> str:
    """What the page says that an answer leads to."""
    client.get(f"/apply/{bundle}/other-way/{question}/{answer}")
    return main_text(client)


@pytest.mark.parametrize("mode", ["standard", "elder"])
def test_whoever_is_not_entitled_reads_who_is_and_what_helps_instead(
    client: Inspector, mode: str
) -> None:
    client.post("/mode", data={"mode": mode})
    said = other_way(client, "talent", "kind", "other")
    heading, who = {
        "standard": ("您的情况不能办这件事", "谁可以办： 人才引进落户，给大专以上"),
        "elder": ("这件事您办不了", "谁能办： 读过大专"),
    }[mode]
    assert heading in said
    assert who in said
    assert "派出所" in said


def test_whoever_is_too_early_reads_when_and_the_phone_of_those_who_know(client: Inspector) -> None:
    said = other_way(client, "retire", "kind", "not_enough")
    assert "什么时候可以办： 到了退休年龄" in said
    assert "人社服务热线 12333" in said
    assert "省得多跑一趟： 人社服务热线" in said


def test_where_no_phone_is_named_it_is_the_citys(client: Inspector) -> None:
    assert "12345" in other_way(client, "restaurant", "premises", "no_shop")


def test_no_page_promises_what_only_some_can_do(client: Inspector, portal: Portal) -> None:
    kinds = set()
    for bundle in portal.casework.shelf.current.bundles.values():
        client.get(f"/guide/{bundle.id}")
        assert "情况不一样？也能办" not in main_text(client)
        for asked in bundle.situations:
            for option in asked.options:
                if not option.fast_path and option.way_out is not WayOut.OTHER_WAY:
                    said = other_way(client, bundle.id, asked.id, option.code)
                    assert not [word for word in CAN_BE_DONE if word in said]
                    kinds.add(option.way_out)
    assert kinds == {WayOut.NOT_ENTITLED, WayOut.LATER}


@pytest.mark.parametrize(
    ("bundle", "said"), [("social_card", "开头先问一个问题"), ("restaurant", "开头先问这几个问题")]
)
def test_the_guide_says_whether_one_question_comes_first_or_several(
    client: Inspector, bundle: str, said: str
) -> None:
    client.get(f"/guide/{bundle}")
    assert said in main_text(client)


def test_the_guide_says_once_where_the_money_goes(client: Inspector) -> None:
    client.get("/guide/items/housing_fund_inheritance")
    assert "公积金" in main_text(client)
    assert "钱会打到您填的银行卡上" not in main_text(client)
