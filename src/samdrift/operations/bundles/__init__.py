"""The open book of a contract and a month or a year as a file either party gives to the other and all can check."""
