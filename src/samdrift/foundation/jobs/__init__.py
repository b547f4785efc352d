"""Work done later or at set times: enqueued with the change that causes it, run by any number of workers."""
