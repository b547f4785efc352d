"""Where the pages of the workforce are."""

from django.urls import path

from samdrift.operations.workforce.web import calling, mine, people, tables, week

app_name = "workforce"
urlpatterns = [
    path("workforce/", week.team_week, name="week"),
    path("workforce/skills/", week.skills, name="skills"),
    path("workforce/tables/", tables.tables, name="tables"),
    path("workforce/notes/", week.notes, name="notes"),
    path("workforce/notes/<uuid:uid>/<uuid:file>/", week.note_photo, name="note_photo"),
    path("workforce/mine/", mine.mine, name="mine"),
    path("workforce/people/<uuid:uid>/", people.person, name="person"),
    path("workforce/on-call/", calling.on_call, name="on_call"),
    path("workforce/on-call/<uuid:uid>/", calling.roster, name="roster"),
    path("workforce/alerts/", calling.alert_list, name="alerts"),
    path("workforce/alerts/<uuid:uid>/", calling.alert, name="alert"),
    path("workforce/alone/", calling.alone, name="alone"),
]
