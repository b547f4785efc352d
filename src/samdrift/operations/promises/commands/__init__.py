"""Every write of the promises room: clocks as they run, and clocks of work done elsewhere or long ago."""
