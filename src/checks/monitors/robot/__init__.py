"""The end-to-end test: it follows the numbered steps of the guide in a browser, in the sandbox."""
