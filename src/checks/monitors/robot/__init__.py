"""Follows the numbered steps of the guide in a browser, on the imitation of both services."""
