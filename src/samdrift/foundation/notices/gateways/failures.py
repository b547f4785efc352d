"""What a way out may say."""


class Undeliverable(Exception):
    """It will never get there: no such receiver, no number, refused for good. Nobody tries again."""
