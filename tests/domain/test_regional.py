"""A region's own figures: the nearest that sets one counts, and nowhere else is changed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

from portal.domain.regional import Regional, Set, amount_in, promise_in, upwards
from portal.domain.routing import Region

REGIONS = {
    "50": Region("50", None, "city"),
    "5021": Region("5021", "50", "district"),
    "502101": Region("502101", "5021", "street"),
    "5022": Region("5022", "50", "district"),
}
FIGURES = cast(
    "Set",
    SimpleNamespace(
        regional={
            ("5021", "allowance"): Regional("5021", "allowance", 10, {"age_80": "60.00"}),
            ("502101", "allowance"): Regional("502101", "allowance", 7),
        }
    ),
)


def test_the_nearest_region_counts() -> None:
    assert promise_in(FIGURES, "allowance", 15, "502101", REGIONS) == 7
    assert promise_in(FIGURES, "allowance", 15, "5021", REGIONS) == 10
    assert amount_in(FIGURES, "allowance", "age_80", "50.00", "502101", REGIONS) == "60.00"


def test_elsewhere_and_for_others_the_usual_figure_stands() -> None:
    for region in ("5022", "50", None, "nowhere"):
        assert promise_in(FIGURES, "allowance", 15, region, REGIONS) == 15
    assert promise_in(FIGURES, "other", 15, "502101", REGIONS) == 15
    assert promise_in(FIGURES, "other", None, "502101", REGIONS) is None
    assert amount_in(FIGURES, "allowance", "age_90", "80.00", "5021", REGIONS) == "80.00"


def test_a_region_within_itself_is_climbed_once() -> None:
    ring = {"a": Region("a", "b", "x"), "b": Region("b", "a", "x")}
    assert list(upwards("a", ring)) == ["a", "b"]
