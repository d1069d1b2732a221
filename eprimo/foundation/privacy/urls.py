from django.urls import path

from eprimo.foundation.privacy import views

app_name = "privacy"

urlpatterns = [
    path("contenus/", views.contents, name="contents"),
]
