"""How tags look outside: QR symbols, label sheets, rolls and tables. Pure: values in, bytes out."""
