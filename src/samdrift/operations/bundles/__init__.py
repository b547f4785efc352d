"""The open book of a contract and a month as a file that either party hands to the other and anybody can check."""
