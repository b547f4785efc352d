"""Settle, see and steer together: what customer and provider owe each other, and how it changes."""
