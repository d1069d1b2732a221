from django.urls import path

from eprimo.services.archives import views

app_name = "archives"

urlpatterns = [
    path("", views.home, name="home"),
    path("<uuid:public_id>/", views.class_, name="class"),
    path("<uuid:public_id>/<uuid:content_id>/", views.content, name="content"),
]
