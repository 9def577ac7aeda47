"""The labels on the HCP Terraform and Terraform Enterprise screens.

HashiCorp's pages were edited at different times, so the same button can have two spellings. The newer spelling is
first.
"""

from datetime import date

from checks.facts.fact import Label, Source

_DOCS = "https://developer.hashicorp.com/terraform/cloud-docs"
_SEEN = date(2026, 11, 24)


def _label(page: str, text: str, *also: str, words: str = "") -> Label:
    return Label(text=text, also=also, source=Source(f"{_DOCS}/{page}", words or text, _SEEN))


# The settings of the organization.
SETTINGS = _label("vcs/github", "Settings", words="Choose Settings from the sidebar")
VERSION_CONTROL = _label("vcs/troubleshooting", "Version Control")
PROVIDERS = _label("vcs/bitbucket-cloud", "Providers")
VCS_PROVIDERS = _label("vcs/bitbucket-cloud", "VCS Providers")
ADD_A_VCS_PROVIDER = _label("vcs/github", "Add a VCS provider", "Add VCS Provider")

# The page for adding a VCS provider, step by step.
ADD_VCS_PROVIDER = _label("vcs/bitbucket-cloud", "Add VCS Provider")
BITBUCKET = _label("vcs/bitbucket-cloud", "Bitbucket")
BITBUCKET_CLOUD = _label("vcs/bitbucket-cloud", "Bitbucket Cloud")
CALLBACK_URL = _label("vcs/bitbucket-cloud", "Callback URL")
NAME = _label("vcs/bitbucket-cloud", "Name")
KEY = _label("vcs/bitbucket-cloud", "Key")
SECRET = _label("vcs/bitbucket-cloud", "Secret")
CONNECT_AND_CONTINUE = _label("vcs/bitbucket-cloud", "Connect and continue")
SKIP_AND_FINISH = _label("vcs/github", "Skip and finish", "Skip and Finish")

# The last step of this page, which is optional.
SCOPE_OF_VCS_PROVIDER = _label("vcs/bitbucket-cloud", "Scope of VCS Provider")
ALL_PROJECTS = _label("vcs/bitbucket-cloud", "All Projects")
SELECTED_PROJECTS = _label("vcs/bitbucket-cloud", "Selected Projects")
UPDATE_VCS_PROVIDER = _label("vcs/bitbucket-cloud", "Update VCS Provider")
SET_UP_SSH_KEYPAIR = _label("vcs/bitbucket-cloud", "Set up SSH Keypair")
SSH_PRIVATE_KEY = _label("vcs/bitbucket-cloud", "SSH private key", "Private SSH key")
ADD_SSH_KEY = _label("vcs/bitbucket-cloud", "Add SSH Key", "Add SSH key")

# The card of an existing VCS provider.
ADD_A_PRIVATE_SSH_KEY = _label("vcs", "add a private SSH key")
PRIVATE_SSH_KEY_ADDED = _label("vcs/troubleshooting", "A private SSH key has been added")
OAUTH_TOKEN_ID = _label("vcs/troubleshooting", "OAuth Token ID")
REAUTHORIZE = _label("vcs/troubleshooting", "Reauthorize")

# A new Terraform workspace.
NEW = _label("workspaces/create", "New")
WORKSPACE = _label("workspaces/create", "Workspace")
VERSION_CONTROL_WORKFLOW = _label("workspaces/settings/vcs", "Version control workflow", "Version Control Workflow")
ADVANCED_OPTIONS = _label("workspaces/create", "Advanced options")
INCLUDE_SUBMODULES = _label("workspaces/create", "Include submodules on clone")
CREATE_WORKSPACE = _label("workspaces/create", "Create workspace")
GO_TO_WORKSPACE_OVERVIEW = _label("workspaces/create", "Go to workspace overview")

# An existing Terraform workspace.
NEW_RUN = _label("workspaces/run/ui", "New run", "+ New run")
START_RUN = _label("workspaces/run/ui", "Start run")
CHANGE_SOURCE = _label("workspaces/settings/vcs", "Change source", "Change VCS connection")
UPDATE_VCS_SETTINGS = _label("workspaces/settings/vcs", "Update VCS settings")
