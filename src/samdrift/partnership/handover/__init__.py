"""Exit packs: what a leaving contract or call-off hands over, in open formats, confirmed by both parties."""
