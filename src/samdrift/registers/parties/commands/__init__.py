"""Every change to who is who: organisations, units, people, employments, roles, teams, counterparts and keys."""

from samdrift.registers.parties.commands.account import change_password, choose_language, note_use

__all__ = ["change_password", "choose_language", "note_use"]
