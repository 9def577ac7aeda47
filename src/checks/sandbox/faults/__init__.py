"""All faults by name: problems that occur when users connect Bitbucket Cloud to HCP Terraform."""

from checks.sandbox.faults import (
    authorization,
    consumer,
    credentials,
    objects,
    provider,
    repository,
    ssh_key,
    submodules,
)
from checks.sandbox.faults.fault import Fault

FAULTS: dict[str, Fault] = {
    fault.name: fault
    for module in (credentials, consumer, provider, authorization, ssh_key, submodules, repository, objects)
    for fault in module.FAULTS
}
