"""The open book of a period as a file both parties can check: its form, and the verifier, which needs nothing else.

The verifier uses the kernel and Python's standard library, no database and no network. It also runs alone:
`python -m samdrift.kernel.bundles bundle.zip`.
"""
