"""What a site is made of: whoever changes any of it gets all pages anew."""

import subprocess
import sys
from pathlib import Path

import publish_site
from publish_site import ingredients

OURS = {path.name for path in Path(publish_site.__file__).parents[1].iterdir() if (path / "__init__.py").is_file()}


def test_every_module_of_ours_that_a_build_imports_is_an_ingredient():
    said = "import sys, publish_site.build; print(*(getattr(m, '__file__', 0) or '' for m in sys.modules.values()))"
    loaded = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True).stdout.split()
    root = Path(publish_site.__file__).parents[1]
    within = [Path(file) for file in loaded if Path(file).is_relative_to(root)]
    ours = {file for file in within if file.relative_to(root).parts[0] in OURS}
    empty = {file for file in ours if file.name == "__init__.py"}
    assert len(ours) > 100
    assert ours - empty <= set(ingredients.sources())
