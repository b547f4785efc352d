"""`/q/<code>`: what somebody sees who scans a tag, without an account, without a cookie, in two taps."""
