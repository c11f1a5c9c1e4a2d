"""``portal staff``: who may work, in which office, in which role."""

from __future__ import annotations

import click

from portal.cli.opening import opened
from portal.domain.items import StaffRole


@click.group()
def staff() -> None:
    """Members of staff. They are never deleted, only switched off."""


@staff.command()
@click.argument("username")
@click.option("--name", required=True, help="The name colleagues and citizens read.")
@click.option("--office", required=True, help="The id of an office in regions.yaml.")
@click.option("--role", required=True, type=click.Choice([role.value for role in StaffRole]))
@click.option("--password", help="Without it one is made and printed once.")
def add(username: str, name: str, office: str, role: str, password: str | None) -> None:
    """Add a member of staff."""
    from portal.cli.demo import make_password
    from portal.people.add_staff import BadUsername, UsernameTaken, add_staff
    from portal.people.passwords import WeakPassword

    portal = opened()
    if office not in portal.casework.city.offices:
        raise click.ClickException(f"there is no office {office}")
    given = password or make_password()
    try:
        add_staff(
            portal.people,
            username=username,
            display_name=name,
            department=portal.casework.city.offices[office].department,
            office=office,
            role=StaffRole(role),
            password=given,
        )
    except BadUsername as error:
        raise click.ClickException(
            "a user name is 2 to 60 small letters, digits, points or hyphens"
        ) from error
    except UsernameTaken as error:
        raise click.ClickException(
            f"{username} is taken, and user names are never given twice"
        ) from error
    except WeakPassword as error:
        raise click.ClickException(f"the password is too weak ({error.fault.value})") from error
    click.echo(f"Added {username}." + ("" if password else f" Password: {given}"))


@staff.command("list")
def list_() -> None:
    """List everybody, those switched off too."""
    from portal.persistence.queries import staff as queries

    portal = opened()
    with portal.casework.db.reading() as session:
        for member in queries.everybody(session):
            state = "" if member.active else "  (switched off)"
            click.echo(
                f"{member.username}  {member.display_name}  {member.office}  {member.role.value}{state}"
            )


@staff.command()
@click.argument("username")
@click.option("--password", help="Without it one is made and printed once.")
def password(username: str, password: str | None) -> None:
    """Give a member of staff another password, and sign them out everywhere."""
    from portal.cli.demo import make_password
    from portal.people.change_password import change_password
    from portal.people.passwords import WeakPassword
    from portal.people.switch_off_staff import NoSuchStaff

    given = password or make_password()
    try:
        change_password(opened().people, username, given)
    except NoSuchStaff as error:
        raise click.ClickException(f"there is nobody called {username}") from error
    except WeakPassword as error:
        raise click.ClickException(f"the password is too weak ({error.fault.value})") from error
    told = "" if password else f" The new one: {given}"
    click.echo(f"The password of {username} is changed.{told}")


@staff.command()
@click.argument("username")
def disable(username: str) -> None:
    """Switch a member of staff off, at once."""
    from portal.people.switch_off_staff import NoSuchStaff, switch_off_staff

    try:
        switch_off_staff(opened().people, username)
    except NoSuchStaff as error:
        raise click.ClickException(f"there is nobody called {username}") from error
    click.echo(f"{username} is switched off.")
