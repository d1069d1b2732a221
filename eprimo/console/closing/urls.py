from django.urls import path

from eprimo.console.closing import views

app_name = "closing"

urlpatterns = [
    path("", views.close, name="close"),
    path("<uuid:thing>/", views.one, name="one"),
    path("<uuid:thing>/rouvrir/", views.reopen, name="reopen"),
]
