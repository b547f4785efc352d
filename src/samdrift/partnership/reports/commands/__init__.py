"""Every write of reports: drafting, saying, agreeing, freezing, correcting, and loading what was agreed elsewhere."""
