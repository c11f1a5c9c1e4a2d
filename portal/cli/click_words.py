"""What click says by itself to somebody who asks a command for authors for help, or calls it wrongly.

Click looks these up in the catalogue ``authors`` (see :mod:`portal.cli.language`); here they are only named, so that they are gathered.
"""

from __future__ import annotations

from portal.catalogue.saying import say


def many(one: str, more: str) -> tuple[str, str]:
    """A message that depends on a number, as click has it."""
    return one, more


SAID = (
    say("Usage:"),
    say("Options"),
    say("Positional arguments"),
    say("Commands"),
    say("required"),
    say("default: {default}"),
    say("Error: {message}"),
    say("Aborted!"),
    say("Try '{command} {option}' for help."),
    say("Missing command."),
    say("Missing argument"),
    say("Missing option"),
    say("Missing parameter"),
    say("No such command {name!r}."),
    say("No such option {name!r}."),
    say("Option {name!r} does not take a value."),
    say("Invalid value: {message}"),
    say("Invalid value for {param_hint}: {message}"),
    say("{name} {filename!r} does not exist."),
    say("{name} {filename!r} is a file."),
    say("{name} {filename!r} is a directory."),
    say("{name} {filename!r} is not readable."),
    say("Choose from:\n\t{choices}"),
    many("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    many("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    many("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
    many("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
)
"""Messages of click, each as it stands there."""
