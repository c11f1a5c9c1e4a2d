"""The commands for those who write what the government offers."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import copytree

import pytest
import yaml

from portal.settings import ROOT

from .conftest import Portal


@pytest.fixture
def services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A city's own services, to be changed."""
    copytree(ROOT / "services", tmp_path / "city" / "services")
    monkeypatch.setenv("PORTAL_SERVICES", str(tmp_path / "city" / "services"))
    return tmp_path / "city" / "services"


@pytest.fixture(autouse=True)
def complete(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words are others' business here: what has no English yet only deserves a look."""
    from portal.catalogue import looking_over

    monkeypatch.setattr(looking_over, "missing_translations", lambda catalogue, severity: [])


def change(services: Path, days: int) -> None:
    """Another promise of one item."""
    path = next(services.glob("items/*/birth_registration.yaml"))
    entry = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(
        yaml.safe_dump({**entry, "promised_days": days}, allow_unicode=True), encoding="utf-8"
    )


def test_check_counts_by_kind_or_tells_all(portal: Portal, services: Path) -> None:
    path = services / "conditions" / "elder.yaml"
    worded = path.read_text(encoding="utf-8")
    assert ", plain: 家里困难}" in worded
    path.write_text(worded.replace(", plain: 家里困难}", "}"), encoding="utf-8")
    few = portal("catalogue", "check")
    assert few.exit_code == 0
    assert " missing_plain\n" in few.output
    assert "has no plain wording" not in few.output
    every = portal("catalogue", "check", "--all")
    assert "has no plain wording" in every.output


def test_check_speaks_json(portal: Portal, services: Path) -> None:
    good = portal("catalogue", "check", "--json")
    found = json.loads(good.output)
    assert (good.exit_code, found["refused"], len(found["release"])) == (0, [], 64)
    assert {"file", "line", "kind", "what", "advice"} <= found["warnings"][0].keys()
    change(services, 99)
    path = next(services.glob("items/*/birth_registration.yaml"))
    path.write_text(path.read_text(encoding="utf-8") + "\nmaterials: [passport]\n", "utf-8")
    bad = portal("catalogue", "check", "--json")
    assert bad.exit_code == 1
    assert json.loads(bad.output)["release"] is None


def test_diff_compares_two_folders(portal: Portal, services: Path) -> None:
    change(services, 3)
    result = portal("catalogue", "diff", str(ROOT / "services"), str(services))
    assert "promised working days changed from 10 to 3." in result.output
    assert result.output.endswith("1 changes.\n")
    told = json.loads(
        portal("catalogue", "diff", str(ROOT / "services"), str(services), "--json").output
    )
    assert (told["changes"][0]["before"], told["changes"][0]["after"]) == (10, 3)


def test_publish_stores_once_and_diff_speaks_of_it(on_database: Portal, services: Path) -> None:
    assert on_database("catalogue", "diff").output.endswith(
        "by portal catalogue publish, or when the portal starts\n"
    )
    first = on_database("catalogue", "publish", "--json")
    told = json.loads(first.output)
    assert told["new"] is True
    assert "was published already" in on_database("catalogue", "publish").output
    assert on_database("catalogue", "diff").output == "Nothing changed.\n"
    change(services, 3)
    assert "from 10 to 3" in on_database("catalogue", "diff").output
    assert "is published" in on_database("catalogue", "publish").output
    assert "from 10 to 3" in on_database("catalogue", "diff", told["release"][:12]).output
    assert "neither a folder nor a release" in on_database("catalogue", "diff", "abcdef12").output


def test_a_release_that_mends_another_says_so_for_good(on_database: Portal, services: Path) -> None:
    wrong = json.loads(on_database("catalogue", "publish", "--json").output)["release"]
    same = on_database("catalogue", "publish", "--supersedes", wrong[:8], "--ground", "期限写错")
    assert "mend the error in it first" in same.output
    change(services, 3)
    mended = on_database(
        "catalogue", "publish", "--supersedes", wrong[:8], "--ground", "期限写错", "--json"
    )
    told = json.loads(mended.output)
    assert told["supersedes"] == [{"release": wrong, "ground": "期限写错"}]
    assert told["touched"] == []
    # The folder says it too, so that the next start finds the very same release.
    again = json.loads(on_database("catalogue", "publish", "--json").output)
    assert (again["release"], again["new"]) == (told["release"], False)


def test_half_a_ground_is_refused(portal: Portal) -> None:
    result = portal("catalogue", "publish", "--supersedes", "abcdef12")
    assert result.exit_code == 2
    assert "--supersedes and --ground belong together" in result.output


def test_publish_refuses_what_is_wrong(on_database: Portal, services: Path) -> None:
    path = next(services.glob("items/*/birth_registration.yaml"))
    path.write_text(path.read_text(encoding="utf-8").replace("type:", "tipe:"), "utf-8")
    result = on_database("catalogue", "publish")
    assert result.exit_code == 1
    assert "nothing was published" in result.output
    assert "birth_registration.yaml: line" in result.output


def test_an_unknown_department_is_named(portal: Portal, services: Path, tmp_path: Path) -> None:
    record = tmp_path / "r.json"
    record.write_text('{"itemName": "x"}', encoding="utf-8")
    for command in (
        ("catalogue", "import", str(record), "--department", "nobody"),
        ("catalogue", "new", "bundle", "canteen", "--department", "nobody"),
    ):
        told = portal(*command).output
        assert "there is no department nobody; there are:\n  bdk    云江市殡仪馆\n" in told


@pytest.fixture
def city(services: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A city whose words are its own too."""
    root = services.parent
    copytree(ROOT / "translations", root / "translations")
    monkeypatch.setattr("portal.settings.ROOT", root)
    return root


def test_from_new_to_a_bundle_that_works(portal: Portal, city: Path) -> None:
    made = portal(
        *("catalogue", "new", "bundle", "canteen"),
        *("--title", "老年食堂", "--english", "Senior canteen"),
    )
    assert made.exit_code == 0, made.output
    assert "It works as it is. Next:" in made.output
    checked = portal("catalogue", "check")
    assert "canteen: 2 items need 7 answers; 4 questions are asked." in checked.output
    again = portal("catalogue", "new", "bundle", "canteen")
    assert "already; choose another name" in again.output


def test_a_new_bundle_is_looked_at_alone_and_its_english_filled_in(
    portal: Portal, city: Path
) -> None:
    made = portal("catalogue", "new", "bundle", "canteen", "--title", "老年食堂")
    assert "No --english was given" in made.output
    item = next((city / "services").glob("items/*/canteen_registration.yaml"))
    alone = portal("catalogue", "check", "canteen")
    assert alone.exit_code == 0
    assert "retire" not in alone.output
    filled = portal("catalogue", "check", "canteen", "--fill")
    assert "Every text has its entry already." in filled.output
    assert "did you mean canteen?" in portal("catalogue", "check", "cantine").output
    change_to_fault(item)
    refused = portal("catalogue", "check", "canteen")
    assert refused.exit_code == 1
    assert "Error: 1 fault:\n" in refused.output
    elsewhere = portal("catalogue", "check", "retire")
    assert "1 fault elsewhere, none here:\nitems/zwfw/canteen_registration" in elsewhere.output
    cannot = portal("catalogue", "check", "canteen", "--fill")
    assert "Old English is mended once there is no fault any more." in cannot.output


def test_english_that_is_old_is_mended_before_the_rest_is_told(portal: Portal, city: Path) -> None:
    portal("catalogue", "new", "bundle", "canteen", "--title", "食堂", "--english", "Canteen")
    bundle = city / "services" / "bundles" / "canteen.yaml"
    text = bundle.read_text(encoding="utf-8").partition("facts:")[0]
    bundle.write_text(text.replace("填一次表，一起办。", "换了一句。"), encoding="utf-8")
    assert "With --fill, old English" in portal("catalogue", "check", "canteen").output
    filled = portal("catalogue", "check", "canteen", "--fill").output
    assert "services.po: 1 entries with the pattern's English of another Chinese are" in filled
    assert "services.po: 3 entries of what is gone are taken out:\n  bundle.canteen.fact." in filled
    assert "the Chinese is now" not in filled


def test_a_department_without_a_desk_is_the_fault_of_the_bundle_it_leads(
    portal: Portal, city: Path
) -> None:
    departments, regions = (city / "services" / f"{n}.yaml" for n in ("departments", "regions"))
    text = departments.read_text(encoding="utf-8").rstrip("\n")
    line = text.count("\n") + 2
    entry = '\n  nync:\n    name: 农业农村委\n    code: "131"\n    review_body: 市政府\n'
    departments.write_text(text + entry, encoding="utf-8")
    portal("catalogue", "new", "bundle", "farm", "--department", "nync", "--english", "Farm")
    told = portal("catalogue", "check", "farm")
    assert told.exit_code == 1
    assert told.output.startswith(
        f"Error: 1 fault:\ndepartments.yaml: line {line}: departments.nync: leads a bundle, but has no"
    )
    office = (
        '\n  nync_city:\n    name: 窗口\n    department: nync\n    region: "509900"\n'
        "    address: 一号\n    hours: 每天\n    phone: 023-85013100\n"
    )
    regions.write_text(regions.read_text(encoding="utf-8").rstrip("\n") + office, encoding="utf-8")
    mended = portal("catalogue", "check", "farm", "--fill")
    assert mended.exit_code == 0, mended.output
    assert "offices.nync_city.address: has no English" in mended.output
    po = (city / "translations/en/LC_MESSAGES/services.po").read_text(encoding="utf-8")
    assert '#. 农业农村委\nmsgid "department.nync.name"\nmsgstr ""\n' in po


def change_to_fault(item: Path) -> None:
    """A paper that does not exist."""
    item.write_text(
        item.read_text(encoding="utf-8") + "\nmaterials: [passport]\n", encoding="utf-8"
    )


def test_a_new_bundle_belongs_to_a_life_event_that_there_is(portal: Portal, city: Path) -> None:
    made = portal("catalogue", "new", "bundle", "canteen", "--life-event", "hoem")
    assert made.exit_code == 1
    assert "there is no life_event 'hoem'; did you mean home? there are birth," in made.output


def test_new_item_tells_where_it_goes(portal: Portal, city: Path) -> None:
    made = portal("catalogue", "new", "item", "meal_card", "--department", "rs", "--json")
    told = json.loads(made.output)
    assert told["written"] == [str(city / "services" / "items" / "rs" / "meal_card.yaml")]
    assert "add the line - {item: meal_card" in told["next"][1]
    assert "'Bad' is no id" in portal("catalogue", "new", "item", "Bad").output


def test_import_says_what_it_could_not_read(portal: Portal, city: Path, tmp_path: Path) -> None:
    record = tmp_path / "Old age.json"
    fields = {"itemName": "高龄津贴", "commitmentLimit": "5", "applicantPower": "有"}
    record.write_text(json.dumps([fields, fields]), encoding="utf-8")
    made = portal("catalogue", "import", str(record), "--department", "rs")
    assert made.exit_code == 0, made.output
    assert "items/rs/old_age_1.yaml" in made.output
    assert "Not read: old_age_2: applicantPower: no key is known for it" in made.output
    told = json.loads(
        portal(
            *("catalogue", "import", str(record), "--department", "rs", "--item", "aged", "--json")
        ).output
    )
    assert [one["item"] for one in told["items"]] == ["aged_1", "aged_2"]
    assert told["items"][0]["unread"] == [
        {"field": "applicantPower", "why": "no key is known for it"}
    ]


def test_import_writes_all_records_or_none(portal: Portal, city: Path, tmp_path: Path) -> None:
    record = tmp_path / "aged.json"
    record.write_text(json.dumps([{"itemName": "高龄津贴"}] * 3), encoding="utf-8")
    folder = city / "services" / "items" / "rs"
    (folder / "aged_3.yaml").write_text("there: before\n", encoding="utf-8")
    files = {path: path.read_bytes() for path in city.rglob("*") if path.is_file()}
    refused = portal("catalogue", "import", str(record), "--department", "rs")
    assert refused.exit_code == 1
    assert "there is an item aged_3 already; choose another name" in refused.output
    assert {path: path.read_bytes() for path in city.rglob("*") if path.is_file()} == files
