"""Reports both parties stand behind: the monthly contract report and the steering committee's pack.

A report is kept with its data as one canonical JSON text. Both parties comment on it, agree on it and freeze it; page,
paper and tables are worked out from that text alone, so the same report comes out letter for letter a year later.
"""
