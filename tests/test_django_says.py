"""What forms say of a field is said in the words of the house, in every language."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django import forms
from django.utils import translation

import eprimo
from eprimo.devtools.messages.django_says import DJANGO
from eprimo.services.liaison.forms.compose import TitleField
from eprimo.ui.languages import NAMES

SAID = {text for one in DJANGO for text in ([one] if isinstance(one, str) else one)}
# Only a request made by hand, or a browser that lost its form, meets these.
BY_HAND = {
    "Enter a list of values.", "Enter a whole number.", "Enter a valid UUID.", "“%(pk)s” is not a valid value.",
    "Ensure this value is greater than or equal to %(limit_value)s.",
    "No file was submitted. Check the encoding type on the form.",
    "Please either submit a file or check the clear checkbox, not both.",
}  # fmt: skip

REQUIRED = {"fr": "C’est à remplir.", "en": "This has to be filled in.", "ar": "يجب ملء هذه الخانة."}


def _forms() -> Iterator[type[forms.Form]]:
    for module in pkgutil.walk_packages(eprimo.__path__, "eprimo."):
        if "devtools" not in module.name and any(
            word in module.name for word in ("forms", "views", "people")
        ):
            import_module(module.name)
    waiting = [forms.Form]
    while waiting:
        for one in waiting.pop().__subclasses__():
            waiting.append(one)
            if one.__module__.startswith("eprimo.") and "devtools" not in one.__module__:
                yield one


def _english(text: Any) -> str:
    """As Django wrote it, without any language; nothing for those that wait for a number (asked for below)."""
    with translation.override(None):
        return str(text)


def _of_django(field: forms.Field) -> Iterator[str]:
    """The sentences of the field that nobody of ours wrote."""
    own = {
        id(text) for kind in type(field).__mro__ if kind.__module__.startswith("django.")
        for text in vars(kind).get("default_error_messages", {}).values()
    }  # fmt: skip
    yield from (_english(text) for text in field.error_messages.values() if id(text) in own)
    for validator in field.validators:
        message = getattr(validator, "message", None)
        if validator.__class__.__module__.startswith("django.") and message and isinstance(message, str):
            yield _english(message)


def test_every_sentence_beside_a_field_is_ours() -> None:
    told = {
        (sentence, form.__name__, name)
        for form in _forms()
        for name, field in form.base_fields.items()
        for sentence in _of_django(field)
        if sentence and not field.widget.is_hidden
    }
    assert len(told) > 100
    assert {one for one in told if one[0] not in SAID | BY_HAND} == set()


@pytest.mark.parametrize("language", NAMES)
def test_our_words_come_before_those_of_django(language: str) -> None:
    with translation.override(language):
        with pytest.raises(forms.ValidationError) as found:
            forms.CharField(max_length=3).clean("abcde")
        (sentence,) = found.value.messages
        assert "5" in sentence
        for old in ("Assurez-vous", "Ensure", "تأكد"):
            assert old not in sentence
        with pytest.raises(forms.ValidationError) as found:
            forms.CharField().clean("")
        assert found.value.messages == [REQUIRED[language]]


def test_a_title_that_is_too_long_says_how_long_it_may_be() -> None:
    with pytest.raises(forms.ValidationError) as found:
        TitleField().clean("a" * 10_000)
    assert found.value.messages == ["Le titre est trop long\u00a0: 160 lettres au plus."]
