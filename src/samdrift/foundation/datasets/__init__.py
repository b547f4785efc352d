"""Ask your own question: lists that rooms register can be filtered, grouped, kept, followed and taken along.

Plumbing without business. A room says which columns its list has and how its rows pass the gate; a question is a value
with one canonical JSON and one short address; every answer is counted after the gate.
"""
