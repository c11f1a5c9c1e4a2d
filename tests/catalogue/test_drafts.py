"""First files work at once; what a published record says is carried over or told."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
import yaml

from portal.catalogue.files import read_yaml
from portal.catalogue.looking_over import look_over
from portal.catalogue.patterns import BadDraft, Draft, draft_bundle, draft_item, write
from portal.catalogue.problems import Kind
from portal.catalogue.records import draft_record, read_records

RECORD: dict[str, Any] = {
    "itemName": "高龄津贴申请",
    "itemType": "行政给付",
    "approveLimit": "20个工作日",
    "commitmentLimit": 15,
    "acceptanceCondition": "年满80周岁",
    "according": "《甲法》第三条；《乙条例》",
    "isCharge": False,
    "minSeq": 0,
    "transactLevel": "乡级",
    "applicantPower": "陈述申辩",
    "material": [
        {
            "title": "居民身份证",
            "isMust": "1",
            "copies": 2,
            "type": "原件",
            "acceptStandard": "看得清",
            "freeSubmission": "电子证照关联",
        },
        {"title": "委托书", "isMust": "2"},
        {"isMust": "1"},
    ],
}


@pytest.fixture
def house(services: Path, translations: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Copies to write into."""
    copytree(services, tmp_path / "services")
    copytree(translations, tmp_path / "translations")
    return tmp_path / "services", tmp_path / "translations"


def bundle(services: Path, name: str = "canteen") -> Draft:
    return draft_bundle(services / "patterns", name, "老年食堂", "Senior canteen", "zwfw", "home")


def test_a_new_bundle_works_and_nothing_of_it_is_missing(house: tuple[Path, Path]) -> None:
    before = {str(one) for one in look_over(*house).problems}
    written = write([bundle(house[0])], *house)
    assert len(written) == 3
    looked = look_over(*house)
    assert looked.refused == ()
    assert {str(one) for one in looked.warnings} == before
    assert looked.catalogue is not None
    assert len(looked.catalogue.bundles["canteen"].items) == 2


def test_a_new_item_only_wants_a_bundle(house: tuple[Path, Path]) -> None:
    before = {str(one) for one in look_over(*house).problems}
    draft = draft_item(house[0] / "patterns", "meal_card", "饭卡", "Meal card", "mz")
    write([draft], *house)
    looked = look_over(*house)
    assert [one.what for one in looked.problems if str(one) not in before] == [
        "no bundle has this item"
    ]


def test_nothing_is_written_over(house: tuple[Path, Path]) -> None:
    write([bundle(house[0])], *house)
    with pytest.raises(BadDraft, match="there is a bundle canteen already; choose another name"):
        write([bundle(house[0])], *house)
    (house[0] / "bundles" / "canteen.yaml").unlink()
    with pytest.raises(BadDraft, match="there is an item canteen_registration already"):
        write([bundle(house[0])], *house)
    (item,) = house[0].glob("items/*/canteen_registration.yaml")
    item.rename(item.with_suffix(".txt"))
    one = Draft({"items/zwfw/canteen_registration.txt": ""}, {}, ())
    with pytest.raises(BadDraft, match=r"canteen_registration\.txt is there already"):
        write([one], *house)


def test_without_english_nothing_is_made_up(house: tuple[Path, Path]) -> None:
    draft = draft_bundle(house[0] / "patterns", "canteen", "老年食堂", None, "zwfw", "home")
    write([draft], *house)
    missing = {
        one.where for one in look_over(*house).warnings if one.kind is Kind.MISSING_TRANSLATION
    }
    assert "bundle.canteen.name" in missing
    # What would be the same of any bundle is there.
    assert "bundle.canteen.summary" not in missing
    text = (house[1] / "en" / "LC_MESSAGES" / "services.po").read_text(encoding="utf-8")
    assert '#. 老年食堂“一件事”\nmsgid "bundle.canteen.name"\nmsgstr ""\n' in text


def test_the_second_item_may_be_of_another_department(house: tuple[Path, Path]) -> None:
    draft = draft_bundle(
        house[0] / "patterns", "canteen", "老年食堂", "Canteen", "mz", "home", "rs"
    )
    write([draft], *house)
    looked = look_over(*house)
    assert looked.refused == ()
    assert looked.catalogue is not None
    items = looked.catalogue.items
    assert items["canteen_registration"].department == "mz"
    assert items["canteen_certificate"].department == "rs"


@pytest.mark.parametrize("name", ["Canteen", "9lives", "a", "老年", "with-dash", "x" * 50])
def test_an_id_must_be_one(name: str, services: Path) -> None:
    with pytest.raises(BadDraft, match="is no id"):
        bundle(services, name)


def test_a_title_must_be_plain(services: Path) -> None:
    with pytest.raises(BadDraft, match="is no title"):
        draft_item(services / "patterns", "meal_card", "饭卡: 新", "Meal card", "mz")


def test_a_record_is_carried_over_or_told(house: tuple[Path, Path]) -> None:
    made = draft_record(house[0] / "patterns", RECORD, "old_age", "mz")
    write([made.draft], *house)
    item = read_yaml(house[0] / "items" / "mz" / "old_age.yaml")
    assert (item["name"], item["type"], item["regime"]) == ("高龄津贴申请", "05", "benefit")
    assert (item["promised_days"], item["statutory_days"], item["visits"]) == (15, 20, 0)
    assert item["level"] == "street"
    assert item["legal_basis"] == ["《甲法》第三条", "《乙条例》"]
    assert item["materials"][1] == {"id": "old_age_paper_2", "required": False}
    paper = read_yaml(house[0] / "materials" / "old_age.yaml")["old_age_paper_1"]
    assert (paper["name"], paper["hint"], paper["certificate"]) == ("居民身份证", "看得清", True)
    assert paper["copies"] == 2
    fields = dict(made.unread)
    assert fields["applicantPower"] == "no key is known for it"
    assert fields["material 3"] == "a paper without a title"
    assert "acceptanceCondition" in fields
    assert "isCharge" not in fields
    text = (house[0] / "items" / "mz" / "old_age.yaml").read_text(encoding="utf-8")
    assert '# applicantPower: "陈述申辩"' in text
    assert look_over(*house).refused == ()


@pytest.mark.parametrize(
    ("change", "field", "why"),
    [
        ({"commitmentLimit": "当场"}, "commitmentLimit", "'当场' is no number"),
        ({"itemType": "魔法"}, "itemType", "'魔法' is not known, so 20 was written"),
        ({"transactLevel": "星级"}, "transactLevel", "'星级' is not known"),
        ({"isCharge": "是"}, "isCharge", "fees are to be written by hand"),
        ({"material": "见指南"}, "material", "is no list of papers"),
    ],
)
def test_what_cannot_be_read_is_told(
    change: dict[str, Any], field: str, why: str, services: Path
) -> None:
    made = draft_record(services / "patterns", {**RECORD, **change}, "old_age", "mz")
    assert why in dict(made.unread)[field]


def test_a_record_without_a_name_is_refused(services: Path) -> None:
    with pytest.raises(BadDraft, match="the record has no name; its fields are code"):
        draft_record(services / "patterns", {"code": "1"}, "old_age", "mz")


def test_records_come_from_json_in_wrappings(tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    file.write_text(json.dumps({"code": 200, "data": {"data": [RECORD, RECORD]}}), "utf-8")
    assert read_records(file) == [RECORD, RECORD]


def test_rows_of_one_name_are_one_record(tmp_path: Path) -> None:
    file = tmp_path / "r.csv"
    rows = [
        "itemName,minSeq,material.title,material.isMust",
        "甲,1,身份证,1",
        ",,户口簿,0",
        "乙,,,",
    ]
    file.write_text("\n".join(rows), encoding="utf-8-sig")
    one, other = read_records(file)
    assert one["material"] == [
        {"title": "身份证", "isMust": "1"},
        {"title": "户口簿", "isMust": "0"},
    ]
    assert (one["minSeq"], other["itemName"], other["material"]) == ("1", "乙", [])


CELL = '<c t="inlineStr"><is><t>{}</t></is></c>'
SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def workbook(file: Path, *rows: str) -> None:
    """A workbook of one sheet, as office programs save it: cells are text, or numbers where they are given as ``=8``."""
    cells = "".join(
        "<row>"
        + "".join(
            f"<c><v>{text[1:]}</v></c>" if text.startswith("=") else CELL.format(text)
            for text in row.split(",")
        )
        + "</row>"
        for row in rows
    )
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    with zipfile.ZipFile(file, "w") as parts:
        parts.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{PACKAGE}/content-types"><Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
            f'<Override PartName="/xl/sheet.xml" ContentType="{kinds}.worksheet+xml"/></Types>',
        )
        for name, kind, target in (
            ("_rels/.rels", "officeDocument", "xl/workbook.xml"),
            ("xl/_rels/workbook.xml.rels", "worksheet", "sheet.xml"),
        ):
            parts.writestr(
                name,
                f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{OFFICE}/{kind}" Target="{target}"/>'
                "</Relationships>",
            )
        parts.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{SHEETS}" xmlns:r="{OFFICE}"><sheets><sheet name="清单" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        parts.writestr(
            "xl/sheet.xml",
            f'<worksheet xmlns="{SHEETS}"><sheetData>{cells}</sheetData></worksheet>',
        )


def test_a_workbook_says_the_same_as_its_table(tmp_path: Path) -> None:
    workbook(
        tmp_path / "r.xlsx",
        "itemName,promiseDay,material.title",
        "甲,=8,身份证",
        ",,户口簿",
        "乙,=0.5,",
    )
    one, other = read_records(tmp_path / "r.xlsx")
    assert (one["itemName"], one["promiseDay"], other["promiseDay"]) == ("甲", "8", "0.5")
    assert one["material"] == [{"title": "身份证"}, {"title": "户口簿"}]


def test_a_cell_of_several_lines_stays_whole(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text('itemName,basis\n甲,"一\n二"\n', encoding="utf-8")
    assert read_records(tmp_path / "r.csv")[0]["basis"] == "一\n二"


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("r.docx", "x", r"only .json and tables \(.*.csv.*.xlsx.*\) can be read"),
        ("r.xlsx", "x", "cannot be read as a workbook"),
        ("r.json", "{", "line 1"),
        ("r.json", "[]", "holds no records"),
        ("r.json", "[1]", "holds no records"),
        ("r.csv", "itemName\n", "the table has no rows"),
    ],
)
def test_a_file_that_is_none_is_refused(
    name: str, text: str, complaint: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(BadDraft, match=complaint):
        read_records(tmp_path / name)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_bytes("itemName\n甲".encode("gb18030"))
    with pytest.raises(BadDraft, match="not written in UTF-8"):
        read_records(tmp_path / "r.csv")


@pytest.mark.parametrize("end", ["\n", "\r", "\x85", "\u2028", "\u2029", "\x7f", "\x00"])
def test_what_is_not_read_cannot_leave_its_comment(services: Path, end: str) -> None:
    odd = {f"memo{end}fees: [1] #": "x", "note": f"y{end}confirms: [z]"}
    made = draft_record(services / "patterns", {**RECORD, **odd}, "old_age", "mz")
    [text] = [text for name, text in made.draft.files.items() if name.startswith("items/")]
    assert not {"fees", "confirms"} & yaml.safe_load(text).keys()
