"""Whether a document with our seal is genuine: by its number, by the square code, or by the file itself. Says nothing about anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from flask import abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from portal.documents.verify import Outcome, read_roots
from portal.documents.verify import verify as verify_file
from portal.domain.calendar import local_date
from portal.domain.case_number import normalise
from portal.domain.plaintext import tidy
from portal.persistence.queries import documents
from portal.web import limits
from portal.web.access import public
from portal.web.house import city_words, house
from portal.web.house import gettext as _
from portal.web.public import blueprint
from portal.web.public.wording import DOCUMENT, FINDINGS, PAPERS

LONGEST = 80
FOUND = "verified_file"


@dataclass(frozen=True, slots=True)
class Paper:
    """What may be said of a document to anybody: its kind, number, organ and day, and whether it stands."""

    kind: str
    number: str
    organ: str
    made_on: date
    void_on: date | None


@blueprint.route("/verify", methods=["GET", "POST"])
@public
@limits.limited(limits.VERIFY)
def verify() -> ResponseReturnValue:
    """Ask for the number or the file."""
    if request.method != "POST":
        return _ask()
    typed = normalise(request.form.get("number", "")[:LONGEST])
    if not typed:
        return _ask(_("Enter the number of the document"))
    with house().casework.db.reading() as reading:
        found = documents.by_number(reading, typed) or documents.by_check_code(reading, typed)
    if found is None:
        return redirect(url_for("public.verify_document", check_code="unknown"))
    return redirect(url_for("public.verify_document", check_code=found.check_code))


@blueprint.post("/verify/file")
@public
@limits.limited(limits.VERIFY)
def verify_upload() -> ResponseReturnValue:
    """Check a file; what was found is shown on the next page, and the file is not kept."""
    sent = request.files.get("file")
    content = sent.read() if sent is not None else b""
    if not content:
        return _ask(file_error=_("Choose the PDF file you want to check"))
    finding = verify_file(
        content, read_roots(house().settings.seal_keys), at=house().casework.clock()
    )
    with house().casework.db.reading() as reading:
        ours = (
            documents.by_digest(reading, sha256(content).hexdigest()) if finding.trusted else None
        )
        code = ours.check_code if ours is not None else ""
    sealed = finding.sealed_at.timestamp() if finding.sealed_at else None
    session[FOUND] = [finding.outcome.value, finding.organ_name, sealed, finding.demo, code]
    return redirect(url_for("public.verify_finding"))


@blueprint.get("/verify/file")
@public
def verify_finding() -> ResponseReturnValue:
    """What the last check of a file found."""
    if FOUND not in session:
        return redirect(url_for("public.verify"))
    outcome, organ, sealed, demo, code = session[FOUND]
    kind, sentence, detail = FINDINGS[Outcome(outcome)]
    paper = _paper(code) if code else None
    if paper is not None and paper.void_on is not None:
        kind, sentence = "stopped", _("This file is genuine, but the document is no longer valid.")
    page = render_template(
        "pages/public/verify_finding.html",
        kind=kind,
        sentence=_(sentence),
        detail=_(detail),
        organ=organ,
        sealed_at=datetime.fromtimestamp(sealed, tz=house().casework.clock().tzinfo)
        if sealed
        else None,
        demo=demo,
        paper=paper,
        genuine=outcome == Outcome.GENUINE,
    )
    return Response(page, mimetype="text/html", headers={"Cache-Control": "no-store"})


@blueprint.get("/verify/<string:check_code>")
@public
def verify_document(check_code: str) -> ResponseReturnValue:
    """Say whether a document of this check code exists and stands. The square code on every document leads here."""
    if len(check_code) > LONGEST:
        abort(404)
    return render_template("pages/public/verify_document.html", paper=_paper(normalise(check_code)))


def _ask(error: str | None = None, file_error: str | None = None) -> str:
    number: dict[str, Any] = {
        "id": "number",
        "name": "number",
        "label": _("Number of the document"),
        "hint": _(
            "It stands at the top of the document. The twelve characters of the square code are fine too."
        ),
        "width": 30,
        "value": tidy(request.form.get("number", "")[:LONGEST]),
        "error": error,
    }
    file: dict[str, Any] = {
        "id": "file",
        "name": "file",
        "label": _("The PDF file"),
        "hint": _("As it was downloaded, up to 10 MB. We check it and do not keep it."),
        "error": file_error,
    }
    return render_template(
        "pages/public/verify.html",
        number=number,
        file_field=file,
        wrong_fields=[
            {"field_id": f["id"], "text": f["error"]} for f in (number, file) if f["error"]
        ],
    )


def _paper(check_code: str) -> Paper | None:
    with house().casework.db.reading() as reading:
        found = documents.issued(reading, check_code)
    if found is None:
        return None
    release = house().casework.shelf.get(found.release)
    department = found.department or release.bundles[found.bundle].lead_department
    return Paper(
        kind=_(PAPERS.get(found.template, DOCUMENT)),
        number=found.number,
        organ=city_words().get(f"department.{department}.name", department),
        made_on=local_date(found.queued_at),
        void_on=local_date(found.void_at) if found.void_at else None,
    )
