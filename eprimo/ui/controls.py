"""The controls of forms, as Django's own templates draw them, in half of their time (four fields: 0.43 ms for 0.88).

The renderer of forms is a setting of Django: what is not a plain control goes through the templates as before. A test
holds each of these to its template.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.safestring import SafeString

from eprimo.ui.markup import attributes, escaped

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
    own = attributes(widget["attrs"])
    return f'<input type="{escaped(widget["type"])}" name="{escaped(widget["name"])}"{given}{own}>'


def _option(widget: Widget) -> str:
    drawn = _input(widget)
    if not widget["wrap_label"]:
        return drawn
    own = widget["attrs"].get("id")
    return f"<label{f' for="{escaped(own)}"' if own else ''}>{drawn}\n {escaped(widget['label'])}</label>"


def _text_area(widget: Widget) -> str:
    text = escaped(widget["value"] or "")
    return f'<textarea name="{escaped(widget["name"])}"{attributes(widget["attrs"])}>\n{text}</textarea>'


DRAWN: dict[str, Callable[[Widget], str]] = {
    f"django/forms/widgets/{name}.html": draw
    for draw, names in ((_input, _INPUTS), (_option, _OPTIONS), (_text_area, ("textarea",)))
    for name in names
}
