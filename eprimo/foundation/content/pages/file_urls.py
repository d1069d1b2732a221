from django.urls import path

from eprimo.foundation.content.pages import files, uploads

app_name = "files"
urlpatterns = [
    path("envois/<uuid:upload_id>/", uploads.upload, name="upload"),
    path("<uuid:file_id>/", files.file, name="file"),
    path("<uuid:file_id>/document/", files.given, name="given"),
    path("<uuid:file_id>/<slug:piece>.webp", files.piece, name="piece"),
    path("<uuid:file_id>/voix.mp3", files.sound, name="sound"),
]
