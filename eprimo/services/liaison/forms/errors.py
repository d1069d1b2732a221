"""Errors of an action, shown on the form it came from."""

from django import forms

from eprimo.foundation.kernel.errors import DomainError


def add_refusal(form: forms.Form, error: DomainError) -> None:
    """Show what an action refused, at its field when it has one."""
    # What is wrong with the questions is said at the first of them.
    field = (
        next((one for one in form.fields if one.startswith("question_")), None)
        if error.field == "questions"
        else error.field
    )
    form.add_error(field if field in form.fields else None, error.sentence)
