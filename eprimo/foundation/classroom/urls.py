from django.urls import path

from eprimo.foundation.classroom.views import door

app_name = "classroom"

urlpatterns = [
    path("classe/", door.wall, name="wall"),
    path("classe/qui", door.who, name="who"),
    path("classe/images", door.pictures, name="pictures"),
    # Short: a square holds it.
    path("b", door.badge, name="badge"),
]
