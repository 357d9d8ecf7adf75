"""/api/v1: the scanner and the verdict for other programs, with its OpenAPI document beside it."""

from typing import Any

from apiflask import APIBlueprint, Schema
from apiflask.fields import Boolean, Date, Dict, File, Float, Integer, List, Nested, String
from flask import make_response
from flask.typing import ResponseReturnValue

from accounts.tokens import Scope
from identity import Package
from scanner.symbologies import EVERY_GROUP
from web.api.scoped import scoped
from web.http.errors import problem
from web.http.translated import say
from web.scan.printed_serials import printed_numbers
from web.scan.scan_answer import shown_symbol
from web.scan.scanning import NothingToRead, Seen, see

api = APIBlueprint("api", __name__, url_prefix="/api/v1", tag="scan")


class ScanInput(Schema):
    picture = File(metadata={"description": "JPEG, PNG, WebP, HEIC, AVIF, BMP or TIFF; or give text"})
    read_text = Boolean(
        metadata={
            "description": "read the print as well; a picture without any readable code is read for it anyway"
        }
    )
    text = String(metadata={"description": "what a hand or a hand scanner typed"})


class SymbolOutput(Schema):
    text = String()
    format = String()
    label = String()
    role = String()
    rank = Integer()
    corners = List(List(Float()))


class UnreadOutput(Schema):
    corners = List(List(Float()))


class PackageOutput(Schema):
    gtins = List(String())
    serials = List(String())
    lot = String(allow_none=True)
    production_date = Date(allow_none=True)
    expiry_date = Date(allow_none=True)
    roles = List(
        Dict(),
        metadata={"description": "what each code is for: product, serial, lot, date, logistics, other"},
    )
    problems = List(Dict())


class SuggestionOutput(Schema):
    text = String(metadata={"description": "what may be a serial number; no identity: ask the user"})
    corners = List(List(Float()))
    confidence = Float()
    registered = Boolean()
    resembles = String(allow_none=True, metadata={"description": "the registered serial that it nearly is"})


class ScanOutput(Schema):
    size = List(Integer(), allow_none=True)
    symbols = List(Nested(SymbolOutput))
    unread = List(
        Nested(UnreadOutput),
        metadata={"description": "codes that are evident in the picture and could not be read"},
    )
    packages = List(Nested(PackageOutput))
    suggestions = List(Nested(SuggestionOutput))
    elapsed_ms = Float()


@api.post("/scan")
@scoped(Scope.READ_REGISTER, body="multipart/form-data")
@api.doc(summary="Read every code in a picture", responses=[400, 401, 413, 503])
@api.input(ScanInput, location="form_and_files", arg_name="_input")
@api.output(ScanOutput)
def scan(_input: dict[str, Any]) -> ResponseReturnValue:
    """Read a picture (multipart field `picture`, or the bare body with an image content type), or typed text."""
    try:
        seen = see(symbologies=EVERY_GROUP)  # whoever calls says what it wants of the answer
    except NothingToRead as nothing:
        return make_response(problem(400, say(nothing.sentence)), 400)
    return {
        "size": seen.size,
        "symbols": [shown_symbol(symbol, ()) for symbol in seen.symbols],
        "unread": [{"corners": corners} for corners in seen.unread],
        "packages": [_package(package) for package in seen.packages],
        "suggestions": _suggestions(seen),
        "elapsed_ms": seen.elapsed_ms,
    }


def _package(package: Package) -> dict[str, Any]:
    return {
        "gtins": package.gtins,
        "serials": package.serials,
        "lot": package.lot,
        "production_date": package.production_date,
        "expiry_date": package.expiry_date,
        "roles": [{"role": role, "text": identity.text} for role, identity in package.roles],
        "problems": [
            {"code": problem.code, "text": say(problem.sentence)}
            for identity in package.identities
            for problem in identity.problems
        ],
    }


def _suggestions(seen: Seen) -> list[dict[str, Any]]:
    read = {suggestion.text: suggestion for suggestion in seen.suggestions}
    return [
        {
            "text": number.text,
            "corners": read[number.text].corners,
            "confidence": read[number.text].confidence,
            "registered": number.registered,
            "resembles": number.resembles,
        }
        for number in printed_numbers(seen)
    ]
