"""Workforce: who works when, who is away, who can do what, who holds which key, and who is called at night."""
