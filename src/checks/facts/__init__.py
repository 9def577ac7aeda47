"""What is true of both services, each fact with its source. Standard library only."""
