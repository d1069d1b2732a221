"""The controls of forms, as Django's own templates draw them, at a tenth of their price.

The renderer of forms is a setting of Django: what is not a plain control goes through the templates as before. A test
holds each of these to its template.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.safestring import SafeString

from eprimo.ui.markup import escaped

type Widget = Mapping[str, Any]

_INPUTS = (
    "text", "hidden", "email", "password", "number", "tel", "url", "search", "color", "date", "time", "datetime",
    "checkbox", "file",
)  # fmt: skip
_OPTIONS = ("radio_option", "checkbox_option")


class Renderer(DjangoTemplates):
    """Draws inputs, text areas and choices by hand."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        drawn = DRAWN.get(template_name)
        if drawn is None:
            return super().render(template_name, context, request)
        return SafeString(drawn(context["widget"]))


def _input(widget: Widget) -> str:
    value = widget["value"]
    given = f' value="{escaped(value)}"' if value is not None else ""
    return f'<input type="{escaped(widget["type"])}" name="{escaped(widget["name"])}"{given}{_attrs(widget)}>'


def _option(widget: Widget) -> str:
    drawn = _input(widget)
    if not widget["wrap_label"]:
        return drawn
    own = widget["attrs"].get("id")
    return f"<label{f' for="{escaped(own)}"' if own else ''}>{drawn}\n {escaped(widget['label'])}</label>"


def _text_area(widget: Widget) -> str:
    value = widget["value"]
    return f'<textarea name="{escaped(widget["name"])}"{_attrs(widget)}>\n{escaped(value) if value else ""}</textarea>'


def _attrs(widget: Widget) -> str:
    """As Django does: False leaves an attribute out, True writes its name alone."""
    return "".join(
        f" {escaped(name)}" if value is True else f' {escaped(name)}="{escaped(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


DRAWN: dict[str, Callable[[Widget], str]] = {
    f"django/forms/widgets/{name}.html": draw
    for draw, names in ((_input, _INPUTS), (_option, _OPTIONS), (_text_area, ("textarea",)))
    for name in names
}
