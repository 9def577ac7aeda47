"""What a run came to, for each kind of reader: pure functions of its results."""
