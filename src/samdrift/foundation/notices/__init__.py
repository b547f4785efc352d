"""Notices: what people are told, in their language, by the ways they chose, with a reason and a way to quieten it.

The texts belong to the rooms: each announces its kinds in `notices.py`. This room decides for each receiver whether,
when and by which way, writes it down once for each cause, and sends what leaves the house from jobs.
"""
