"""Domain errors become pages, so does a page that is only sent to; a GET changes nothing."""

import logging
from collections.abc import Callable
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import is_valid_path

from eprimo.foundation.kernel.device_acts import HEADER as ACT
from eprimo.foundation.kernel.errors import DomainError, TooManyTries
from eprimo.foundation.kernel.views import READ_METHODS

logger = logging.getLogger("eprimo.requests")

type Handler = Callable[[HttpRequest], HttpResponse]

_READ_STATEMENTS = (
    "SELECT",
    "WITH",
    "SAVEPOINT",
    "RELEASE",
    "ROLLBACK",
    "SET",
    "SHOW",
    "DECLARE",
    "FETCH",
    "CLOSE",
)


class DomainErrorMiddleware:
    """A refusal that a view did not handle: the page of its status, with the sentence it carries."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.method == "GET":
            return _sent_to_only(request, response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DomainError):
            return None
        return error_page(request, exception)


def _sent_to_only(request: HttpRequest, refused: HttpResponse) -> HttpResponse:
    """Whoever opens the address of a form's answer, from a reload or a bookmark: still 405, with a way back."""
    if getattr(request.resolver_match.func, "fragment", False) or request.headers.get("HX-Request"):  # type: ignore[union-attr]
        return refused
    response = render(
        request, "errors/405.html", {"back": _page_above(request.path)}, status=refused.status_code
    )
    response["Allow"] = refused["Allow"]
    return response


def _page_above(path: str) -> str:
    """The nearest address above that is one of ours: `/a/…/retirer/` is sent from `/a/…/`. Empty: none."""
    while path := path.rstrip("/").rpartition("/")[0]:
        for address in (f"{path}/", path):
            if is_valid_path(address):
                return address
    return ""


def error_page(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Answer with the page of a refusal. Logs its code, never what was asked."""
    logger.info("refused %s %s", error.status, error.code)
    page = error.page or f"errors/{error.status}.html"
    if ACT in request.headers:
        # Nobody looks: the device keeps the sentence beside the act.
        response: HttpResponse = JsonResponse({"sentence": error.sentence}, status=error.status)
    else:
        response = render(request, page, {"error": error}, status=error.status)
    if isinstance(error, TooManyTries):
        response["Retry-After"] = str(error.retry_after)
    return response


class WriteOnRead(RuntimeError):
    """A view answered a GET by changing the database: a fault of ours, never of the person."""


def _refuse_writes(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    statement = sql if isinstance(sql, str) else sql.as_string(None)
    if not _only_reads(statement):
        raise WriteOnRead(statement.split("(")[0][:80])
    return execute(sql, params, many, context)


# Pages ask the same statements again, of tens of thousands of letters some: each is looked through once.
@lru_cache(maxsize=256)
def _only_reads(statement: str) -> bool:
    text = statement.upper()
    return text.lstrip(" (\n\t").startswith(_READ_STATEMENTS) and "FOR UPDATE" not in text


class ReadOnlyGetMiddleware:
    """Views that answer GET, HEAD or OPTIONS may only SELECT. The session's renewal happens outside of it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in READ_METHODS:
            return self.get_response(request)
        with connection.execute_wrapper(_refuse_writes):
            return self.get_response(request)
