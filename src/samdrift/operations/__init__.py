"""The daily work: promises, requests, work orders, the desk."""
