"""Whether a change of counts is more than chance."""

REAL = "likely a real change"
