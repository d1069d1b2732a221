"""A few words of a reply thread."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from eprimo.foundation.conversations.models import MAX_BODY


class ReplyForm(forms.Form):
    """`key` is made with the form: sent twice at once, or again on a slow line, its words are one message."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)
    body = forms.CharField(
        label=_("Votre message"),
        help_text=_("2\u00a0000 lettres au plus."),
        max_length=MAX_BODY,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Écrivez quelques mots."),
            "max_length": _("Votre message a %(show_value)d lettres\u00a0: %(limit_value)d au plus."),
        },
    )
