from django.urls import path

from eprimo.foundation.notifications import views

app_name = "notices"

urlpatterns = [
    path("", views.preferences, name="preferences"),
    path("detail", views.detail, name="detail"),
    path("enfant/<uuid:public_id>", views.of_child, name="of_child"),
    path("pause", views.pause, name="pause"),
    path("stop/<uuid:key>", views.stop, name="stop"),
]
