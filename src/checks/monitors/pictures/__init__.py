"""The pictures of screens: the end-to-end test takes them, and the monitor checks them without a browser."""
