"""Every read of requests: access, names, words, lists, one request, duplicates."""
