"""Where the pages of the catalogue are."""

from django.urls import path

from samdrift.registers.catalogue.web import articles, helping, listing

app_name = "catalogue"
urlpatterns = [
    path("catalogue/", listing.catalogue_list, name="list"),
    path("catalogue/articles/", articles.article_list, name="articles"),
    path("catalogue/articles/new/", articles.article_new, name="article_new"),
    path("catalogue/articles/starter/", articles.article_starter, name="article_starter"),
    path("catalogue/articles/<uuid:uid>/", articles.article_page, name="article"),
    path("catalogue/articles/<uuid:uid>/edit/", articles.article_edit, name="article_edit"),
    path("catalogue/articles/<uuid:uid>/<slug:move>/", articles.article_act, name="article_act"),
    path("help/", helping.help_home, name="help"),
    path("help/<uuid:uid>/", helping.help_article, name="help_article"),
    path("help/<uuid:uid>/answer/", helping.help_answer, name="help_answer"),
]
