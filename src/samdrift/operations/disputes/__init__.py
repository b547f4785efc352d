"""What one party asks the other to agree to about a promise: another deadline, a relief, a contested pause or closure.

Nobody moves a deadline alone: a proposal names what is asked and why, the other side accepts or refuses within its own
clock, and both the promised and the agreed deadline are reported.
"""
