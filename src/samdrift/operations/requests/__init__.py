"""The ask: service requests from submission to confirmation, with comments and saved views."""
