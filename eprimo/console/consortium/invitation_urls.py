from django.urls import path

from eprimo.console.consortium.views import joining

app_name = "consortium_invitation"

urlpatterns = [path("", joining.enter, name="enter")]
