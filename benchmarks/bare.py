"""The bare parts: Flask, one ORM get, Jinja, a Flask-Login session, a form token. Nothing could do the same with less."""

from __future__ import annotations

import os

from flask import Flask, g, render_template, session
from flask_login import LoginManager, UserMixin, login_required, login_user
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    """Two tables."""


class Reader(UserMixin, Base):  # type: ignore[misc]
    """Who is signed in."""

    __tablename__ = "bare_reader"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Matter(Base):
    """What is shown."""

    __tablename__ = "bare_matter"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    state: Mapped[str]
    office: Mapped[str]


def create_app() -> Flask:
    """The application on the database of ``BARE_DATABASE``."""
    engine = create_engine(os.environ["BARE_DATABASE"])
    app = Flask(__name__)
    app.config["SECRET_KEY"] = "nothing to hide"
    CSRFProtect(app)
    logins = LoginManager(app)
    logins.user_loader(lambda reader: g.db.get(Reader, int(reader)))
    app.before_request(lambda: setattr(g, "db", Session(engine)))
    app.teardown_request(lambda _: g.db.close())
    app.add_url_rule("/hello", view_func=lambda: {"hello": "world"}, endpoint="hello")

    @app.get("/enter")
    def enter() -> str:
        session.permanent = True
        return str(login_user(g.db.get(Reader, 1)))

    @app.get("/matter/<int:number>")
    @login_required  # type: ignore[untyped-decorator]
    def matter(number: int) -> str:
        return render_template("matter.html", matter=g.db.get(Matter, number))

    return app
