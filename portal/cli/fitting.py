"""What ``portal catalogue check`` and ``new`` share: the icons there are, one bundle's part of what was found, empty entries."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import portal
from portal.catalogue.saying import did_you_mean, say
from portal.cli.language import fault, tell

if TYPE_CHECKING:
    from portal.catalogue.looking_over import Looked
    from portal.catalogue.problems import Problem
    from portal.domain.bundles import Bundle, Catalogue


def icons() -> tuple[str, ...]:
    """The names of the icons that pages can draw. An installed portal has no list, only the icons built from it."""
    web = Path(portal.__file__).with_name("web")
    listed = web / "assets" / "icons.txt"
    if listed.exists():
        return tuple(listed.read_text(encoding="utf-8").split())
    return tuple(sorted(path.stem for path in (web / "static" / "build" / "icons").glob("*.svg")))


def of_bundle(looked: Looked, bundle: str | None) -> tuple[list[Problem], list[Problem]]:
    """Faults and warnings that concern a bundle; all of them without one, and where the folder could not be read."""
    from portal.catalogue.concerning import concerning

    if bundle is None or looked.catalogue is None:
        return list(looked.refused), list(looked.warnings)
    concerns = concerning(looked.catalogue, _named(looked.catalogue, bundle))
    return (
        [problem for problem in looked.refused if concerns(problem)],
        [problem for problem in looked.warnings if concerns(problem)],
    )


def fill_in(looked: Looked, translations: Path, bundle: str | None) -> None:
    """Add an empty entry for each English text that is missing, and say how many and where."""
    from portal.catalogue.concerning import concerning
    from portal.catalogue.filling import fill
    from portal.catalogue.problems import Problem
    from portal.catalogue.untranslated import file_of

    loaded = looked.catalogue
    if loaded is None:
        raise fault(say("nothing can be filled in before services/ can be read"))
    concerns = concerning(loaded, _named(loaded, bundle)) if bundle is not None else None
    done = fill(
        loaded.words,
        translations,
        lambda word: concerns is None or concerns(Problem(file_of(loaded, word), word, "")),
    )
    for path, count in done.items():
        tell(
            say(
                "%(path)s: %(count)d empty entries at the end; write the English in msgstr.",
                path=str(path),
                count=count,
            )
        )
    if not done:
        tell(say("Every text has its entry already."))


def _named(loaded: Catalogue, bundle: str) -> Bundle:
    if bundle in loaded.bundles:
        return loaded.bundles[bundle]
    advice = did_you_mean(
        bundle, loaded.bundles, say("there are %(known)s", known=list(loaded.bundles))
    )
    raise fault(say("there is no bundle %(bundle)s; %(advice)s", bundle=bundle, advice=advice))
