"""A sandbox: simulated HCP Terraform and Bitbucket Cloud on loopback, with their APIs and screens."""
