from django.urls import path

from eprimo.foundation.classroom.views import sign_in

app_name = "classroom"

urlpatterns = [
    path("classe/", sign_in.wall, name="wall"),
    path("classe/qui", sign_in.who, name="who"),
    path("classe/images", sign_in.pictures, name="pictures"),
    # Short: a square holds it.
    path("b", sign_in.badge, name="badge"),
]
