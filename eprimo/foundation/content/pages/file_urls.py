from django.urls import path

from eprimo.foundation.content.pages import files

app_name = "files"
urlpatterns = [
    path("<uuid:file_id>/", files.file, name="file"),
    path("<uuid:file_id>/document.pdf", files.given, name="given"),
    path("<uuid:file_id>/<slug:piece>.webp", files.piece, name="piece"),
]
