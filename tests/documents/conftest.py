"""What several tests share: rendering a sample, one PDF rendered once, one sealer."""

from collections.abc import Callable

import pytest

from portal.documents.render import Words, render
from portal.documents.seal import DemoSealer
from portal.documents.views import as_mapping

from . import samples
from .words import PseudoChinese, template


@pytest.fixture(scope="session")
def make() -> Callable[[str, Words], bytes]:
    """Render the sample of one template."""

    def rendered(name: str, words: Words) -> bytes:
        return render(template(name), as_mapping(samples.VIEWS[name]), words)

    return rendered


@pytest.fixture(scope="session")
def receipt(make: Callable[[str, Words], bytes]) -> bytes:
    return make("receipt", PseudoChinese())


@pytest.fixture(scope="session")
def sealer(tmp_path_factory: pytest.TempPathFactory) -> DemoSealer:
    return DemoSealer(tmp_path_factory.mktemp("keys"))
