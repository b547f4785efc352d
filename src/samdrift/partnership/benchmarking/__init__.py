"""Benchmark packs for a benchmarking clause: what a service cost for one unit, beside what comparable bodies pay.

A pack is made of a contract's own fees for whole months and kept with its data as one canonical JSON text. The market's
figures are facts with a source, typed or imported by either party. Nothing is estimated: what differs says so.
"""
