"""The API of the simulated Bitbucket Cloud, by resource."""
