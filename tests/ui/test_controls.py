"""The controls that we draw are those of Django's own templates."""

from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from eprimo.ui.controls import DRAWN, Renderer

BAD = '<i a="1">&\''
ATTRS = (
    {},
    {"id": "id_x", "class": "inp", "required": True, "disabled": False, "maxlength": 1200, "data-x": None},
    {"id": BAD, BAD: BAD, "aria-label": gettext_lazy("Écouter"), "title": mark_safe("déjà &amp; écrit")},
)
CHOICES = [("", "Aucun"), ("oui", BAD), (BAD, gettext_lazy("Écouter")), (3, 3)]


class Form(forms.Form):
    text = forms.CharField(help_text="x")
    hidden = forms.CharField(widget=forms.HiddenInput)
    email = forms.EmailField()
    password = forms.CharField(widget=forms.PasswordInput(render_value=True))
    number = forms.IntegerField()
    url = forms.URLField()
    area = forms.CharField(widget=forms.Textarea)
    day = forms.DateField()
    hour = forms.TimeField()
    moment = forms.DateTimeField()
    check = forms.BooleanField()
    file = forms.FileField(widget=forms.FileInput)
    one = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect)
    several = forms.MultipleChoiceField(choices=CHOICES, widget=forms.CheckboxSelectMultiple)
    listed = forms.ChoiceField(choices=CHOICES)


def _drawn(renderer: Any, value: Any, attrs: dict[str, Any]) -> list[str]:
    form = Form(dict.fromkeys(Form.base_fields, value), renderer=renderer)
    pages = [field.as_widget(attrs=attrs) for field in form]
    pages += [option.tag() for name in ("one", "several") for option in form[name].subwidgets]
    return pages + [str(option) for name in ("one", "several") for option in form[name].subwidgets]


@pytest.mark.parametrize("attrs", ATTRS)
@pytest.mark.parametrize("value", [None, "", "0", "oui", BAD, "2026-11-27"])
def test_a_control_is_the_one_of_its_template(value: Any, attrs: dict[str, Any]) -> None:
    assert _drawn(Renderer(), value, attrs) == _drawn(DjangoTemplates(), value, attrs)


def test_forms_are_drawn_by_it_and_every_drawing_is_held() -> None:
    assert isinstance(get_default_renderer(), Renderer)
    used = set()

    class Watching(Renderer):
        def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
            used.add(template_name)
            return super().render(template_name, context, request)

    _drawn(Watching(), "oui", {})
    assert {name for name in DRAWN if name not in used} == {
        f"django/forms/widgets/{name}.html" for name in ("tel", "search", "color")
    }
