"""Addresses of signing in and of one's account."""

from django.urls import path

from samdrift.doors.account import first, forgotten, views

app_name = "account"
urlpatterns = [
    path("", views.account, name="page"),
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/demonstration/", views.be_one_of_the_people, name="be_one_of_the_people"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("password/", views.password, name="password"),
    path("link/<uuid:uid>/", first.make_link, name="link"),
    path("welcome/<uuid:uid>/<str:token>/", first.welcome, name="welcome"),
    path("forgotten/", forgotten.forgotten, name="forgotten"),
    path("new-password/<uuid:uid>/<str:token>/", forgotten.new_password, name="new_password"),
    path("employment/", views.employment, name="employment"),
]
