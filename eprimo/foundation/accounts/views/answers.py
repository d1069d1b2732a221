"""How a form comes back."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from eprimo.foundation.kernel.errors import DomainError, TooManyTries


def form_page(
    request: HttpRequest,
    template: str,
    form: Form,
    error: DomainError | ValidationError | None = None,
    **context: Any,
) -> HttpResponse:
    """Answer with the page of a form: 200 when fresh, 422 with something to mend, or the status of the refusal."""
    status = 422 if form.is_bound and not form.is_valid() else 200
    if isinstance(error, ValidationError):
        form.add_error("password", error)
        status = 422
    elif error is not None:
        form.add_error(error.field if error.field in form.fields else None, error.sentence)
        status = error.status
    response = render(request, template, {"form": form, **context}, status=status)
    if isinstance(error, TooManyTries):
        response["Retry-After"] = str(error.retry_after)
    return response
