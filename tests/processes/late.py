"""A module whose import lasts until the file `go` appears in the folder for temporary files."""

import tempfile
import time
from pathlib import Path

while not Path(tempfile.gettempdir(), "go").exists():
    time.sleep(0.01)
