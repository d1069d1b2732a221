from django.urls import path

from eprimo.services.messages import views

app_name = "messages"

urlpatterns = [
    path("", views.conversations, name="list"),
]
