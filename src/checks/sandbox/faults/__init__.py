"""The faults by name: each a thing that happens to people who connect Bitbucket Cloud to HCP Terraform."""

from checks.sandbox.fault import Fault
from checks.sandbox.faults import consumer, credentials, grant, key, provider, repository, submodules

FAULTS: dict[str, Fault] = {
    fault.name: fault
    for module in (credentials, consumer, provider, grant, key, submodules, repository)
    for fault in module.FAULTS
}
