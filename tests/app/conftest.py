"""Settings of the tests of the Streamlit pages."""

from collections.abc import Iterator

import pytest
from streamlit.components.v2 import manifest_scanner


@pytest.fixture(scope="session", autouse=True)
def no_components() -> Iterator[None]:
    """The pages have no components; looking for some in every package takes a third of the time of a run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", list)
        yield
