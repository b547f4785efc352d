"""Every read of reports: their data put together, what is kept, and what both parties said."""
