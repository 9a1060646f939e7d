import pytest
from cluster import Cluster


@pytest.fixture(scope="session")
def cluster(tools, tmp_path_factory) -> Cluster:
    with Cluster(tools / "api", tmp_path_factory.mktemp("cluster")) as one:
        yield one


@pytest.fixture
def namespace(cluster, request) -> str:
    """Restricted, and gone afterwards as far as it can without a controller."""
    name = (
        "".join(c if c.isalnum() else "-" for c in request.node.name.lower())
        .strip("-")[:60]
        .strip("-")
    )
    cluster.make_restricted_namespace(name)
    return name
