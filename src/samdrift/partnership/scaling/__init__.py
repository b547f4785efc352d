"""The district's lever: what a change of service costs before it is asked for, and how it becomes the contract."""
