"""The demonstration: an invented police force with its estate, people, contract and a year of requests."""
