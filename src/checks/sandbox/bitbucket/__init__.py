"""The simulated Bitbucket Cloud: its state, its API, and its screens."""
