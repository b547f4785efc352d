"""Addresses of people, units, roles, teams, counterparts and keys."""

from django.urls import path

from samdrift.registers.parties.web import counterparts, deputies, interests, people, roles, teams, tokens, units

app_name = "parties"
urlpatterns = [
    path("people/", people.people_list, name="people"),
    path("people/new/", people.person_invite, name="invite"),
    path("people/<uuid:uid>/", people.person_page, name="person"),
    path("people/<uuid:uid>/edit/", people.person_edit, name="person_edit"),
    path("people/<uuid:uid>/roles/", roles.role_give, name="role_give"),
    path("people/<uuid:uid>/<slug:move>/", people.person_move, name="person_move"),
    path("employments/<uuid:uid>/end/", people.employment_end, name="employment_end"),
    path("roles/", roles.role_matrix, name="roles"),
    path("roles/<uuid:uid>/<slug:answer>/", roles.role_answer, name="role_answer"),
    path("units/", units.unit_tree, name="units"),
    path("units/new/", units.unit_open, name="unit_open"),
    path("units/<uuid:uid>/", units.unit_page, name="unit"),
    path("units/<uuid:uid>/move/", units.unit_move, name="unit_move"),
    path("units/<uuid:uid>/close/", units.unit_close, name="unit_close"),
    path("teams/", teams.team_list, name="teams"),
    path("teams/new/", teams.team_new, name="team_new"),
    path("teams/<uuid:uid>/", teams.team_page, name="team"),
    path("teams/<uuid:uid>/edit/", teams.team_edit, name="team_edit"),
    path("teams/<uuid:uid>/<slug:move>/", teams.team_act, name="team_act"),
    path("counterparts/", counterparts.counterpart_list, name="counterparts"),
    path("counterparts/new/", counterparts.counterparts_name, name="counterparts_name"),
    path("counterparts/<uuid:uid>/end/", counterparts.counterparts_end, name="counterparts_end"),
    path("interests/", interests.interest_list, name="interests"),
    path("interests/<uuid:uid>/<slug:move>/", interests.interest_decide, name="interest_decide"),
    path("deputies/", deputies.deputy_list, name="deputies"),
    path("deputies/<uuid:uid>/end/", deputies.deputy_end, name="deputy_end"),
    path("account/tokens/", tokens.token_list, name="tokens"),
    path("account/tokens/<uuid:uid>/revoke/", tokens.token_revoke, name="token_revoke"),
]
