"""The check model, and the engine that runs the checks and returns their results."""
