"""The ways in: settings, addresses, sign-in, pages, API, command line."""
