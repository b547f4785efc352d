"""The agents' pages: the inbox, held reports, a new contact."""
