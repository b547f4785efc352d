"""On what terms: contracts and their versions, service calendars and SLA policies."""
