"""A voice as browsers ask for it: whole, or a stretch of it, without which some of them play nothing."""

import re
from collections.abc import Mapping
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

_RANGE = re.compile(r"bytes=([0-9]{0,9})-([0-9]{0,9})")


def answered(request: HttpRequest, content: bytes, headers: Mapping[str, str]) -> HttpResponse:
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
