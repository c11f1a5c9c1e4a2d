"""Every template becomes a tagged PDF that says what it should, however long the names."""

import logging
import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import replace
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fontTools.fontBuilder import FontBuilder  # type: ignore[import-untyped]
from fontTools.ttLib.tables._g_l_y_f import Glyph  # type: ignore[import-untyped]
from pyhanko.pdf_utils.reader import PdfFileReader

from portal.documents import views
from portal.documents.render import Fonts, RenderError, Words, compose, render
from portal.documents.views import as_mapping

from . import samples
from .words import TEMPLATES, English, PseudoChinese, template

NAMES = sorted(samples.VIEWS)


def reader_of(pdf: bytes) -> Any:
    return PdfFileReader(BytesIO(pdf))


def pages_of(pdf: bytes) -> int:
    return int(reader_of(pdf).root["/Pages"]["/Count"])


def text_of(pdf: bytes) -> str:
    done = subprocess.run(
        ["pdftotext", "-", "-"],  # noqa: S607  (found on the path on purpose)
        input=pdf,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode()


def tags_of(pdf: bytes) -> list[Any]:
    """Every element of the structure tree, in reading order."""
    found: list[Any] = []
    waiting = [reader_of(pdf).root["/StructTreeRoot"]["/K"]]
    while waiting:
        item = waiting.pop(0)
        item = item.get_object() if hasattr(item, "get_object") else item
        if isinstance(item, list):
            waiting[:0] = list(item)
        elif isinstance(item, dict) and "/S" in item:
            found.append(item)
            waiting.insert(0, item.get("/K", []))
    return found


def fonts_of(pdf: bytes) -> dict[str, Any]:
    """Descriptor of every font of every page, by name."""
    found: dict[str, Any] = {}
    for kid in reader_of(pdf).root["/Pages"]["/Kids"]:
        for font in kid.get_object()["/Resources"]["/Font"].values():
            whole = font.get_object()
            inner = whole["/DescendantFonts"][0].get_object()
            found[str(whole["/BaseFont"])] = inner["/FontDescriptor"]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_template_says_which_view_it_needs(name: str) -> None:
    declared = re.match(r"\{#.*?(views\.(\w+)).*?#\}", template(name), re.DOTALL)
    assert declared is not None
    assert getattr(views, declared[2]) is type(samples.VIEWS[name])


def test_every_template_has_a_sample() -> None:
    assert sorted(path.stem for path in TEMPLATES.glob("*.html")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_document_is_tagged_named_and_complete(
    name: str, make: Callable[[str, Words], bytes], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        pdf = make(name, PseudoChinese())
    assert [record.getMessage() for record in caplog.records] == []
    root = reader_of(pdf).root
    assert root["/Lang"] == "zh-Hans-CN"
    assert root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" in root["/Metadata"].data
    kinds = [str(tag["/S"]) for tag in tags_of(pdf)]
    assert kinds.count("/H1") == 1
    figures = [tag for tag in tags_of(pdf) if str(tag["/S"]) == "/Figure" and tag.get("/Alt")]
    assert len(figures) == 2  # the QR code and the seal
    assert all("/FontFile3" in font or "/FontFile2" in font for font in fonts_of(pdf).values())
    assert pages_of(pdf) <= 2
    said = text_of(pdf)
    assert samples.VIEWS[name].document_number in said
    assert samples.VIEWS[name].issued_on in said


@pytest.mark.parametrize("name", NAMES)
def test_the_longest_and_rarest_names_fit_in_english(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    view = samples.with_long_names(samples.VIEWS[name])
    with caplog.at_level(logging.WARNING):
        pdf = render(template(name), as_mapping(view), English())
    assert [record.getMessage() for record in caplog.records] == []
    assert pages_of(pdf) <= (1 if name == "certificate" else 2)
    said = re.sub(r"\s", "", text_of(pdf))
    assert samples.LONG in said
    if name != "certificate":
        assert samples.RARE in said


def test_a_character_no_font_has_would_be_noticed(caplog: pytest.LogCaptureFixture) -> None:
    view = {**as_mapping(samples.LAPSE), "cause": "\U000e1234"}
    render(template("lapse_notice"), view, English())
    assert "notdef" in caplog.text


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("owing", [True, False])
def test_every_word_goes_through_the_catalogue(name: str, owing: bool) -> None:
    view = dict(as_mapping(samples.VIEWS[name]))
    if name == "receipt" and not owing:
        view["owed"] = ()
    if name == "acceptance_notice":
        view["deemed"] = owing
    page = compose(template(name), view, PseudoChinese())
    page = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    read = [*re.findall(r'alt="([^"]*)"', page), re.sub(r"<[^>]*>", " ", page)]
    left = unescape(" ".join(read))
    for shown in ("yunjiang.example/verify", "YJ202611230012873"):
        left = left.replace(shown, "")
    assert re.findall(r"[A-Za-z]{2,}", left) == []


@pytest.mark.parametrize("kind", ["licence_elsewhere", "physical", "payment", "registry_entry"])
def test_a_result_made_elsewhere_is_told_and_never_replaced(kind: str) -> None:
    view = {**as_mapping(samples.RESULT), "kind": kind}
    page = compose(template("result_notice"), view, English())
    assert "It does not replace" in page
    assert samples.RESULT.result_name in page


def test_a_refusal_names_reasons_and_both_remedies_with_organ_and_time() -> None:
    page = compose(template("decision_refused"), as_mapping(samples.REFUSED), English())
    for said in (*samples.REFUSED.reasons, "云江市人民政府", "60 日", "江东区人民法院", "6 个月"):
        assert said in page


def test_against_a_company_one_complains_and_is_sent_to_no_court() -> None:
    remedies = views.Remedies(complaint_organ="云江市水务局")
    refused = as_mapping(replace(samples.REFUSED, remedies=remedies))
    page = compose(template("decision_refused"), refused, English())
    assert "complain to 云江市水务局" in page
    assert "reconsider" not in page
    assert "bring an action" not in page


def test_a_refusal_is_called_by_what_was_applied_for_and_by_who_says_no() -> None:
    titles = {
        kind: compose(
            template("decision_refused"),
            as_mapping(replace(samples.REFUSED, kind=kind)),
            English(),
        )
        for kind in ("licence", "decision", "reply")
    }
    assert "Decision not to grant the licence" in titles["licence"]
    assert "Decision of refusal" in titles["decision"]
    assert "Answer: it cannot be done" in titles["reply"]


def test_what_is_owed_makes_it_the_citizens_turn() -> None:
    owing = compose(template("receipt"), as_mapping(samples.RECEIPT), English())
    clear = compose(template("receipt"), {**as_mapping(samples.RECEIPT), "owed": ()}, English())
    assert "Your turn" in owing
    assert "Your turn" not in clear
    assert "The departments’ turn" in clear


def test_a_limit_without_figure_is_told_as_none_recorded() -> None:
    view = {**as_mapping(samples.ACCEPTANCE), "legal_due_on": "", "promised_on": ""}
    assert compose(template("acceptance_notice"), view, English()).count("none recorded") == 2


def test_the_mode_for_elders_is_larger() -> None:
    standard = render(template("lapse_notice"), as_mapping(samples.LAPSE), English())
    elder = render(template("lapse_notice"), as_mapping(samples.LAPSE), English("elder"))
    largest = [
        max(float(size) for size in re.findall(r"/\S+ ([\d.]+) Tf", page_content(pdf)))
        for pdf in (standard, elder)
    ]
    assert largest[1] > 1.25 * largest[0]


def page_content(pdf: bytes) -> str:
    content: bytes = reader_of(pdf).root["/Pages"]["/Kids"][0].get_object()["/Contents"].data
    return content.decode("latin-1")


def test_a_seal_is_drawn_only_as_a_demonstration() -> None:
    real = {**as_mapping(samples.APPROVED), "demo": False}
    page = compose(template("decision_approved"), real, English())
    assert 'class="seal"' not in page
    assert "Demonstration" not in page


def test_text_of_a_person_stays_text() -> None:
    view = {**as_mapping(samples.RECEIPT), "applicant_name": "<img src=x>{{ 7*7 }}"}
    page = compose(template("receipt"), view, English())
    assert "&lt;img src=x&gt;{{ 7*7 }}" in page


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:9/x.png", "https://example.org/x", "file:///etc/hostname", "ftp://h/x"],
)
def test_a_page_that_reaches_outside_is_refused(address: str) -> None:
    with pytest.raises(RenderError):
        render(f'<html lang="en"><img src="{address}" alt="x">', {}, English())


@pytest.mark.parametrize(
    ("page", "view"),
    [
        ("{{ missing }}", {}),
        ("{% if %}", {}),
        ("{% include 'secret.txt' %}", {}),
        ("{% extends '../render.py' %}", {}),
        ("{{ ''.__class__.__mro__ }}", {}),
        ("{{ rows.append(1) }}", {"rows": []}),
        ("{{ _.__globals__ }}", {}),
    ],
)
def test_a_wrong_or_greedy_template_is_refused(page: str, view: Mapping[str, object]) -> None:
    with pytest.raises(RenderError):
        compose(page, view, English())


def test_a_citys_own_font_is_used_and_rare_letters_fall_back(tmp_path: Path) -> None:
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "cloud"])
    builder.setupCharacterMap({ord("云"): "cloud"})
    builder.setupGlyf({".notdef": Glyph(), "cloud": Glyph()})
    builder.setupHorizontalMetrics({".notdef": (1000, 0), "cloud": (1000, 0)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "City", "styleName": "Regular", "psName": "City"})
    builder.setupOS2(sTypoAscender=800, sTypoDescender=-200)
    builder.setupPost()
    file = tmp_path / "city.ttf"
    builder.save(file)
    page = template("lapse_notice")
    pdf = render(page, as_mapping(samples.LAPSE), English(), fonts=Fonts(regular=file))
    names = " ".join(fonts_of(pdf))
    assert "Portal" in names
    assert "Noto-Sans-CJK" in names
