"""How a bound field is laid out and tied to its help and error."""

from django import forms
from django.forms import BoundField


def kind_of(field: BoundField) -> str:
    """`hidden`, `check` (one box), `choices` (several radios or boxes) or `text` (one control)."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    return "text"


def described_by(field: BoundField) -> str:
    """Ids of the texts that explain the control: what went wrong is read first, then the help."""
    identifier = field.auto_id
    parts = []
    if field.errors:
        parts.append(f"{identifier}_error")
    if field.help_text:
        parts.append(f"{identifier}_helptext")
    return " ".join(parts)
