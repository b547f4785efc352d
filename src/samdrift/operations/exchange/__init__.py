"""What passes between this house and other bodies' systems: Open311 reports in both directions.

A jurisdiction is a public body other systems may report to; a partner is one we hand requests over to.
"""
