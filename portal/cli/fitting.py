"""What ``portal catalogue check`` and ``new`` share: the icons there are, one bundle's part of what was found, empty entries."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import portal
from portal.catalogue.saying import did_you_mean, say
from portal.cli.language import fault, tell
from portal.settings import ROOT, Settings

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


def patterns_of(chosen: Settings) -> Path:
    """The city's own patterns, else those that the portal is shipped with."""
    own = chosen.services / "patterns"
    return own if own.is_dir() else ROOT / "services" / "patterns"


def fill_in(looked: Looked, chosen: Settings, bundle: str | None) -> None:
    """Mend the English that is not that of today's Chinese, add an empty entry for each that is missing, and say so.

    Nothing is mended while something is refused: what was not read looks as if it were gone.
    """
    from portal.catalogue.concerning import concerning
    from portal.catalogue.files import SOURCE_LOCALE
    from portal.catalogue.filling import fill
    from portal.catalogue.problems import Problem
    from portal.catalogue.untranslated import file_of

    loaded = looked.catalogue
    if loaded is None:
        raise fault(say("nothing can be filled in before services/ can be read"))
    concerns = concerning(loaded, _named(loaded, bundle)) if bundle is not None else None
    mended = _mend(looked, chosen, bundle)
    city = looked.city_words.get(SOURCE_LOCALE, {})
    words = {**loaded.words, SOURCE_LOCALE: {**city, **loaded.words[SOURCE_LOCALE]}}
    done = fill(
        words,
        chosen.translations,
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
    if not done and not mended:
        tell(say("Every text has its entry already."))


def _mend(looked: Looked, chosen: Settings, bundle: str | None) -> bool:
    from portal.catalogue.mending import mend

    if looked.refused or looked.catalogue is None:
        tell(say("Old English is mended once there is no fault any more."))
        return False
    warnings = of_bundle(looked, bundle)[1]
    done = mend(warnings, looked.catalogue.words, chosen.translations, patterns_of(chosen))
    for path, mended in done.items():
        for words, told in (
            (mended.emptied, _EMPTIED),
            (mended.kept, _KEPT),
            (mended.removed, _REMOVED),
            (mended.aside, _ASIDE),
        ):
            if words:
                tell(say(told, path=path.name, count=len(words)))
            if words and told in {_REMOVED, _ASIDE}:
                tell("\n".join(f"  {word}" for word in sorted(words)))
    return bool(done)


_EMPTIED = say(
    "%(path)s: %(count)d entries with the pattern's English of another Chinese are empty now; write msgstr."
).template
_KEPT = say(
    "%(path)s: %(count)d entries whose Chinese changed have English that somebody wrote, so they stay; "
    "mend the English, then the Chinese above it."
).template
_REMOVED = say("%(path)s: %(count)d entries of what is gone are taken out:").template
_ASIDE = say(
    "%(path)s: %(count)d entries of what is gone were written by somebody, so they stand behind #~ now; "
    "take over what is still good, then delete them:"
).template


def _named(loaded: Catalogue, bundle: str) -> Bundle:
    if bundle in loaded.bundles:
        return loaded.bundles[bundle]
    advice = did_you_mean(
        bundle, loaded.bundles, say("there are %(known)s", known=list(loaded.bundles))
    )
    raise fault(say("there is no bundle %(bundle)s; %(advice)s", bundle=bundle, advice=advice))
