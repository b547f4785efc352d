"""The door to one's own questions: every list filtered, grouped, kept, followed and taken along."""
