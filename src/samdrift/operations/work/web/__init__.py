"""The pages of work: a technician's day on a phone, and the operations manager's list."""
