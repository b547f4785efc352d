"""Django's SQLite, whose writers take turns: a database backend named in the settings."""
