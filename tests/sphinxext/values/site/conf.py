project = "Fixture"
extensions = ["myst_parser", "sphinx_copybutton", "checks.sphinxext.values"]
myst_enable_extensions = ["colon_fence"]
html_theme = "furo"
html_title = "Fixture"
html_show_sphinx = False
values_left_to_reader = ["<YOUR SECRET>"]
values_fields = {
    "organization": {
        "label": "Organization",
        "placeholder": "<YOUR ORGANIZATION>",
        "pattern": "[A-Za-z0-9_-]{1,40}",
        "example": "acme",
        "help": "Its name, as the address of the organization shows it.",
        "query": "org",
    },
    "workspace": {
        "label": "Bitbucket workspace",
        "placeholder": "<YOUR WORKSPACE>",
        "pattern": "[a-z0-9_-]{1,62}",
        "example": "acme-team",
        "help": "The first part of the address of your repositories.",
    },
    "host": {
        "label": "Host",
        "placeholder": "<YOUR HOST>",
        "pattern": r"\S+",  # accepts values that a link must reject
        "example": "terraform.example.com",
        "default": "app.terraform.io",
        "help": "Leave it empty for HCP Terraform.",
    },
    "own_host": {"placeholder": "<YOUR OWN HOST>", "same_as": "host"},
    "repository": {
        "label": "Repository",
        "placeholder": "<YOUR REPOSITORY>",
        "pattern": r"[a-z0-9_.-]+(/[a-z0-9_.-]+)?",
        "example": "infrastructure",
        "help": "The last part of its address.",
    },
    "key_file": {
        "label": "Private key file",
        "placeholder": "<YOUR KEY FILE>",
        "pattern": ".+",
        "example": "~/.ssh/terraform",
        "help": "Where the key lies on your computer. The path, never the key.",
    },
}
