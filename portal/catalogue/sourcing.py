"""What an author can get wrong about where facts are found out: sources, relations, derivations."""

from __future__ import annotations

from collections.abc import Iterator

from portal.catalogue.problems import Problem
from portal.catalogue.saying import say
from portal.domain.bundles import Bundle, Catalogue, PartyKind, Source

PORTAL_SOURCES = {"identity": frozenset({"name", "id_number"}), "account": frozenset({"phone"})}
"""What the portal itself knows of the person who signed in, and the fields it has; named like registries."""
APPLICANT = "applicant"
"""The party that whoever signs in is; every bundle has one."""


def source_faults(catalogue: Catalogue, bundle: Bundle, file: str) -> Iterator[Problem]:
    """Sources and derivations of a bundle that name what is not there, or ask about somebody they may not."""
    for source in bundle.sources:
        where = f"sources.{source.registry}"
        fields = PORTAL_SOURCES.get(source.registry)
        if fields is None and source.registry not in catalogue.registries:
            yield Problem(
                file,
                "sources",
                say("no registry %(registry)r", registry=source.registry),
                say("add it to registries.yaml"),
            )
        for _, name in source.gives:
            if fields is not None and name not in fields:
                yield Problem(
                    file,
                    where,
                    say("the portal has no %(name)r there", name=name),
                    say("it has %(fields)s", fields=sorted(fields)),
                )
        if source.about not in bundle.parties:
            yield Problem(file, where, say("the bundle has no party %(about)r", about=source.about))
        yield from _relation(catalogue, bundle, source, file, where)
        for key, _ in source.gives:
            yield from known_faults(catalogue, bundle, key, file, where)
        for material in sorted(set(source.proves) - catalogue.materials.keys()):
            yield Problem(
                file,
                where,
                say("no material %(material)r", material=material),
                say("add it to materials.yaml"),
            )
    for rule in bundle.derivations:
        for key in (rule.target, *rule.origins):
            yield from known_faults(catalogue, bundle, key, file, "derivations")


def _relation(
    catalogue: Catalogue, bundle: Bundle, source: Source, file: str, where: str
) -> Iterator[Problem]:
    """Whoever is not the applicant is asked about only when a registry, asked about the applicant, names them."""
    relation = source.relation
    about = bundle.parties.get(source.about)
    if about is not None and about.kind is PartyKind.FIRM:
        rule = catalogue.registries.get(source.registry)
        if relation is not None or rule is None or rule.ground == "consent":
            what = say("a firm is asked about by law, once a registry has named who acts for it")
            yield Problem(file, where, what, say("leave out relation; ground: statutory_duty"))
        return
    if relation is None:
        if not _about_applicant(bundle, source):
            yield Problem(
                file,
                where,
                say("%(about)r may be somebody else than the applicant", about=source.about),
                say("name the relation that a registry confirms"),
            )
        return
    if _about_applicant(bundle, source):
        yield Problem(file, where, say("the applicant needs no relation to be asked about"))
    confirming = [
        one
        for one in bundle.sources
        if one.registry == relation.registry and _about_applicant(bundle, one)
    ]
    if not confirming or relation.registry not in catalogue.registries:
        yield Problem(
            file,
            where,
            say(
                "no registry %(registry)r is asked about the applicant", registry=relation.registry
            ),
        )
    elif not any(name == relation.field for one in confirming for _, name in one.gives):
        yield Problem(
            file,
            where,
            say(
                "%(registry)s gives no %(field)r in this bundle",
                registry=relation.registry,
                field=relation.field,
            ),
        )


def _about_applicant(bundle: Bundle, source: Source) -> bool:
    """Whether a source is about the applicant whenever it is asked: by that name, or as the party the applicant then is."""
    applicant = bundle.parties.get(APPLICANT)
    same = applicant.same_as if applicant is not None else ()
    return source.about == APPLICANT or any(
        source.about == other and when is not None and source.when == when for other, when in same
    )


def known_faults(
    catalogue: Catalogue, bundle: Bundle, key: str, file: str, where: str
) -> Iterator[Problem]:
    """Parties and elements that a fact names and that are not there."""
    party, _, element = key.partition(".")
    if party not in bundle.parties:
        yield Problem(
            file, where, say("%(key)s: the bundle has no party %(party)r", key=key, party=party)
        )
    if element not in catalogue.elements:
        yield Problem(
            file, where, say("%(key)s: no such element", key=key), say("add it to elements.yaml")
        )
