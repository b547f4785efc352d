"""How pages are drawn: the template environment, the frame around pages, formats and figures."""
