"""Asks both services and reads files. Holds no opinion about what the answers should be."""
