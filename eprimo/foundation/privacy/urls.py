from django.urls import path

from eprimo.foundation.privacy import contents_views

app_name = "privacy"

urlpatterns = [
    path("contenus/", contents_views.contents, name="contents"),
]
