"""What a city may say in its own words: what a visit is for, whom to call, what a picture shows, that nobody is asked."""

from __future__ import annotations

import atexit
import tempfile
from functools import cache
from pathlib import Path
from shutil import copytree, rmtree
from typing import Any

import pytest
import yaml

from portal.settings import Settings
from portal.wiring import Portal
from tests.databases import Install
from tests.factories import cases as make
from tests.factories.desk import SERVICES
from tests.factories.families import CHEN, known_family
from tests.inspector import Inspector
from tests.web.conftest import SignIn
from tests.web.staff_client import main_text

SAID = "带上户口簿，到派出所打印宝宝的那一页。"
CORNERS = "四个角都拍进去"
OWN = {"number": "12320", "name": "卫生热线", "plain": "卫生热线"}


@cache
def other_city() -> Path:
    """A copy of the real services that says other things of the newborn, there as long as the process lives."""
    folder = Path(tempfile.mkdtemp(prefix="other-city-"))
    atexit.register(rmtree, folder)
    services = folder / "services"
    copytree(SERVICES, services)
    bundle = services / "bundles" / "newborn.yaml"
    said = read(bundle)
    said["phone"] = OWN
    said["sources"] = [one for one in said["sources"] if one["registry"] in {"identity", "account"}]
    write(bundle, said)
    (item,) = services.glob("items/*/birth_registration.yaml")
    said = read(item)
    del said["visit_note"], said["plain"]["visit_note"]
    write(item, said)
    said = read(services / "materials.yaml")
    said["marriage_certificate"]["picture"] = "thing"
    write(services / "materials.yaml", said)
    return services


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def write(path: Path, said: Any) -> None:
    path.write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")


def card(client: Inspector, name: str) -> str:
    """What the last page says of a material."""
    (found,) = (one for one in client.page.all("section") if one.get("aria-label") == name)
    return "".join(found.itertext())


class TestAsItIs:
    """The city of the repository."""

    def test_guide_plan_and_status_say_what_a_visit_is_for(
        self, client: Inspector, portal: Portal, sign_in: SignIn
    ) -> None:
        draft = make.draft(portal.casework, known_family(portal.casework))
        filed = make.released_case(portal.casework)
        sign_in(checked=CHEN)
        for path in ("/guide/newborn", f"/cases/{draft}/plan", f"/cases/{filed}"):
            client.get(path)
            assert "要去窗口1次" in main_text(client)
            assert SAID in main_text(client)
        client.post("/mode", data={"mode": "elder"})
        client.get(f"/cases/{draft}/plan")
        assert "要跑1趟" in main_text(client)

    def test_papers_are_to_have_their_corners_and_the_citys_number_is_told(
        self, client: Inspector, portal: Portal, sign_in: SignIn
    ) -> None:
        draft = make.draft(portal.casework, known_family(portal.casework), prefilled=False)
        sign_in(checked=CHEN)
        client.get(f"/cases/{draft}/materials")
        assert CORNERS in card(client, "结婚证")
        assert CORNERS not in card(client, "持卡人的证件照")
        client.get("/guide/newborn")
        assert OWN["number"] not in main_text(client)


class TestElsewhere:
    """The city with words of its own."""

    @pytest.fixture
    def settings(self, install: Install) -> Settings:
        return install(PORTAL_SERVICES=str(other_city()))

    def test_a_visit_without_a_note_is_told_as_a_visit_and_no_more(
        self, client: Inspector, portal: Portal
    ) -> None:
        client.get("/guide/newborn")
        assert "要去窗口1次" in main_text(client)
        assert "纸" not in main_text(client).split("要去窗口1次")[1][:20]

    def test_the_guide_names_the_number_of_those_who_know(self, client: Inspector) -> None:
        page = client.get("/guide/newborn").text
        assert "卫生热线" in main_text(client)
        assert page.count('href="tel:12320"') == 1

    def test_no_corners_are_asked_of_what_is_no_paper(
        self, client: Inspector, portal: Portal, sign_in: SignIn
    ) -> None:
        draft = make.draft(portal.casework, known_family(portal.casework), prefilled=False)
        sign_in(checked=CHEN)
        client.get(f"/cases/{draft}/materials")
        assert CORNERS not in card(client, "结婚证")
        assert "光线亮一点" in card(client, "结婚证")
        assert CORNERS in card(client, "爸爸妈妈的身份证")

    def test_where_nobody_is_asked_nobody_is_promised(
        self, client: Inspector, portal: Portal, sign_in: SignIn
    ) -> None:
        draft = make.draft(portal.casework, known_family(portal.casework), prefilled=False)
        sign_in(checked=CHEN)
        client.get(f"/cases/{draft}/sources")
        assert "向谁查" not in main_text(client)
        assert "不用向部门查" in main_text(client)
