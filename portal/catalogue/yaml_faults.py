"""What the reader of YAML complains of, said so that somebody who never met YAML can mend it."""

from __future__ import annotations

from portal.catalogue.saying import Said, say

_KNOWN = (
    say("mapping values are not allowed in this context"),
    say("block sequence entries are not allowed in this context"),
    say("did not find expected key"),
    say("did not find expected '-' indicator"),
    say("did not find expected ',' or ']'"),
    say("did not find expected ',' or '}'"),
    say("did not find expected node content"),
    say("did not find expected <document start>"),
    say("did not find expected whitespace or line break"),
    say("did not find expected alphabetic or numeric character"),
    say("did not find expected hexdecimal number"),
    say("could not find expected ':'"),
    say("found character that cannot start any token"),
    say("found a tab character that violates indentation"),
    say("found unexpected end of stream"),
    say("found unexpected ':'"),
    say("found unexpected document indicator"),
    say("found unknown escape character"),
    say("found undefined alias"),
    say("control characters are not allowed"),
    say("could not determine a constructor for the tag"),
)
"""Complaints of libyaml, as it words them."""
_SAYS = {str(one): one for one in _KNOWN}


def yaml_fault(problem: object) -> Said:
    """The complaint as a sentence; one that is not known stands in a sentence that says whose it is."""
    if isinstance(problem, Said):
        return problem
    told = str(problem)
    return _SAYS.get(told) or say("cannot be read as YAML: %(why)s", why=told)
