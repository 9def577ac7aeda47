"""Both services, imitated on loopback: what they answer, and what happens to people there."""
