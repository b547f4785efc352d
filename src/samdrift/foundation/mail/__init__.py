"""Mail: out by SMTP, in by IMAP or handed in over HTTP; read into plain values whatever program wrote it.

What a mail means belongs to the desk: this room knows letters, threads and attachments, and nothing of requests.
"""
