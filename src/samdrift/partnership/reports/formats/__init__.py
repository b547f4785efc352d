"""A report's data as a page, as paper and as tables: pure functions of the kept text, a language and nothing else."""
