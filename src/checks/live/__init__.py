"""The live guide: serves the built pages on this machine, and shows the verdict of each check in them."""
