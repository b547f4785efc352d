"""samdrift: a public body and a service provider run a facility management contract together, on one set of facts."""

__version__ = "0.1.0"
