"""What an action refuses, at the field of the form it is about."""

from django import forms

from eprimo.foundation.kernel.errors import DomainError


def show_refusal(form: forms.BaseForm, error: DomainError, *, field: str = "") -> None:
    """Say a refusal at its field, or at the head of the form when that has no such field; what was typed stays.

    `field`: where the form asks for what the refusal is about, when it has another name there. A refusal that is a
    page of its own (403, 404) is raised again.
    """
    if error.status in {403, 404}:
        raise error
    about = field or error.field
    form.add_error(about if about in form.fields else None, error.sentence)
