"""Every read of tags: what a scan leads to, lists and health, labels to print, places without a tag."""
