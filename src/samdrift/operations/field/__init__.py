"""The technician's phone: what it takes along for a shift, what it queued without signal, and notes about places."""
