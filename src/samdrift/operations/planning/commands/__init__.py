"""Every change to plans: writing them, what time brings, doing, certificates, readings, and links to calendars."""
