"""What can be asked for: service lines, request types, their forms and problem chips, in three languages."""
