from django.urls import path

from eprimo.console.consortium.views import membership

app_name = "consortium_invitation"

urlpatterns = [path("", membership.enter, name="enter")]
