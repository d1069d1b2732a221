"""What is sent to a page is refused by its length, before any of it is read."""

import ast
import io
from pathlib import Path
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

import eprimo
from tests.cast import Cast

pytestmark = pytest.mark.django_db


class _Unread(io.BytesIO):
    """A body that fails the test when anybody reads it."""

    def read(self, *args: Any) -> bytes:  # noqa: ARG002 - its signature
        raise AssertionError("the body was read")

    readline = read


def _send(client: Any, url: str, length: int | None, **extra: str) -> Any:
    said = {} if length is None else {"CONTENT_LENGTH": str(length)}
    environ = client._base_environ(
        PATH_INFO=url, REQUEST_METHOD="POST", CONTENT_TYPE="multipart/form-data; boundary=x", **said, **extra
    )
    if length is None:
        environ.pop("CONTENT_LENGTH", None)
    return client.request(**(environ | {"wsgi.input": _Unread()}))


def test_whoever_is_not_signed_in_sends_half_a_megabyte(client: Any) -> None:
    answer = _send(client, reverse("accounts:sign_in"), 800 * 1024 * 1024)
    assert answer.status_code == 413
    assert "512\N{NO-BREAK SPACE}ko" in answer.content.decode()
    assert _send(client, "/nulle-part/", 512 * 1024 + 1).status_code == 413


def test_a_page_without_files_takes_little(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.teacher)
    answer = _send(client, reverse("accounts:comfort"), 3 * 1024 * 1024)
    assert answer.status_code == 413
    text = answer.content.decode()
    assert "dépasse 2\N{NO-BREAK SPACE}Mo" in text
    assert "ce que vous y avez écrit s’y trouve encore" in text


def test_a_page_that_takes_files_says_how_much(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.director)
    url = reverse("imports:index")
    assert _send(client, url, 13 * 1024 * 1024).status_code == 413
    # The same page is as closed as any other to whoever is not signed in.
    client.cookies.clear()
    assert _send(client, url, 600 * 1024).status_code == 413


def test_a_body_that_hides_its_length_is_refused(client: Any) -> None:
    assert (
        _send(client, reverse("accounts:sign_in"), None, HTTP_TRANSFER_ENCODING="chunked").status_code == 411
    )


def test_every_view_that_reads_files_says_how_much_it_takes() -> None:
    root = Path(eprimo.__file__).parent
    readers = set()
    for path in root.rglob("*.py"):
        source = path.read_text()
        # Elsewhere nothing is read: the page that asks for a factor looks whether a file was chosen.
        if "request.FILES" not in source or not {"views", "views.py", "pages"} & set(path.parts):
            continue
        module = ".".join(("eprimo", *path.relative_to(root).with_suffix("").parts))
        for node in ast.parse(source).body:
            if isinstance(node, ast.FunctionDef) and "request.FILES" in (
                ast.get_source_segment(source, node) or ""
            ):
                readers.add((module, node.name))
    assert len(readers) >= 16
    marked = {
        (view.__module__, view.__name__) for view in _views(get_resolver()) if getattr(view, "most_bytes", 0)
    }
    assert marked == readers


def _views(resolver: URLResolver) -> list[Any]:
    found: list[Any] = []
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            found.append(one.callback)
        else:
            found += _views(one)
    return found
