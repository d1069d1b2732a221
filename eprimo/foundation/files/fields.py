"""Several files in one control of a form."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

# Named one by one: an iPhone then gives a JPEG of what it keeps as HEIC.
PICTURES = "image/jpeg,image/png,image/webp"


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """`most`: how many at once; `most_bytes`: of each. `camera`: a telephone opens its own. `why`: the
    sentences for « many », « big », « empty » and « none »."""

    widget = FilesInput

    def __init__(
        self,
        *,
        most: int,
        most_bytes: int,
        accept: str,
        why: Mapping[str, Any],
        camera: bool = False,
        **kwargs: Any,
    ) -> None:
        # The camera of a telephone takes one photograph at a time.
        attrs = {"accept": accept} | ({"capture": "environment", "multiple": False} if camera else {})
        messages = {"required": why["none"], "empty": why["empty"]}
        super().__init__(error_messages=messages, widget=FilesInput(attrs=attrs), **kwargs)
        self._most, self._most_bytes, self._why = most, most_bytes, why

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        files = data if isinstance(data, list) else [data] if data else []
        if len(files) > self._most:
            raise forms.ValidationError(self._why["many"])
        if not files and not self.required:
            return []
        found = [super(FilesField, self).clean(one, initial) for one in files or [None]]
        if any((one.size or 0) > self._most_bytes for one in found):
            raise forms.ValidationError(self._why["big"])
        return found
