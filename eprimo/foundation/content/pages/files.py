"""Reading a file: its pages one under another, each picture by its address, the document to save."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from eprimo.foundation.content.pages.file_host import GIVEN, address_for, on_file_host
from eprimo.foundation.content.things.files import document_for, pages_of, piece_for
from eprimo.foundation.files.carriers import file_for, page_of
from eprimo.foundation.files.enums import OFFICE, BlobKind, PieceSize
from eprimo.foundation.files.storage import kept, place_of_piece
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.views import fragment

_RANGE = re.compile(r"bytes=([0-9]{0,9})-([0-9]{0,9})")


def ranged_response(request: HttpRequest, content: bytes, headers: Mapping[str, str]) -> HttpResponse:
    """RFC 9110, one range; any other asking is answered by the whole."""
    headers = {**headers, "Accept-Ranges": "bytes"}
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None or not (asked[1] or asked[2]):
        return HttpResponse(content, content_type="audio/mpeg", headers=headers)
    size = len(content)
    first = int(asked[1]) if asked[1] else max(0, size - int(asked[2]))
    last = min(size - 1, int(asked[2])) if asked[1] and asked[2] else size - 1
    if first > last:
        told = {**headers, "Content-Range": f"bytes */{size}"}
        return HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=told)
    told = {**headers, "Content-Range": f"bytes {first}-{last}/{size}"}
    return HttpResponse(
        content[first : last + 1], status=HTTPStatus.PARTIAL_CONTENT, content_type="audio/mpeg", headers=told
    )


# « 3-page »: the third page, in the size that fills a phone.
_PIECE = re.compile(r"([1-9][0-9]{0,2})-(small|page|large)")
# Nothing of it runs, nor loads anything, wherever it is opened. The right is asked at each fetch, and a device that
# several people use keeps none of it.
_BARE = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store, private",
}


@require_safe
def file(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Show all pages of one file; NotFound unless its carrier is visible to the actor."""
    found = file_for(actor_of(request), file_id)
    title, address = page_of(found)
    context = {
        "file": found,
        "pages": pages_of(found),
        "is_office": found.blob.kind in OFFICE,
        "is_voice": found.blob.kind == BlobKind.VOICE,
        "is_document": found.blob.kind != BlobKind.IMAGE,
        "back": address,
        "title": title,
    }
    return render(request, "content/file.html", context)


@require_safe
@fragment
def piece(request: HttpRequest, file_id: UUID, piece: str) -> HttpResponse:
    """Answer with one page in one size: a picture of ours."""
    named = _PIECE.fullmatch(piece)
    if named is None:
        raise NotVisible
    found, one = piece_for(actor_of(request), file_id, int(named[1]), named[2])
    content = kept(place_of_piece(found.school_id, found.blob.sha256, one.number, one.size))
    if content is None:
        raise NotVisible
    return HttpResponse(content, content_type="image/webp", headers=_BARE | {"ETag": f'"{one.sha256}"'})


@require_safe
@fragment
def sound(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Answer with a voice, as we encoded it."""
    found, one = piece_for(actor_of(request), file_id, 1, PieceSize.SOUND)
    content = kept(place_of_piece(found.school_id, found.blob.sha256, one.number, one.size))
    if content is None:
        raise NotVisible
    return ranged_response(request, content, _BARE | {"ETag": f'"{one.sha256}"'})


@require_safe
@fragment
def given(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Answer with a document to be saved, never shown by the browser in our name."""
    found, place = document_for(actor_of(request), file_id)
    if not on_file_host(request):
        elsewhere = address_for(request.signed_in, GIVEN, file_id)  # type: ignore[attr-defined]
        if elsewhere != request.path:
            return redirect(elsewhere)
    content = kept(place)
    if content is None:
        raise NotVisible
    kind = BlobKind(found.blob.kind)
    ending, said = (kind.value, OFFICE[kind]) if kind in OFFICE else ("pdf", "application/pdf")
    named = content_disposition_header(as_attachment=True, filename=f"{found.label}.{ending}")
    headers = _BARE | {"ETag": f'"{found.blob.sha256}"', "Content-Disposition": named or "attachment"}
    return HttpResponse(content, content_type=said, headers=headers)
