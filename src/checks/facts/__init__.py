"""Facts about both services, each with its source. This package imports only the standard library."""
