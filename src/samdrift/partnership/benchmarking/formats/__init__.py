"""Tables of the market's figures as other systems write them, and a pack's own tables for a spreadsheet."""
