"""Small files of every source, in every layout that it reads."""

from __future__ import annotations

import acled_layout
import comtrade_layout
import counts_layout
import document_layouts
import dyad_layouts
import event_layouts
import ged_layout
import layouts
import mentions_layout
import own_acts_layout
import own_text_layouts
import package_layouts
import polecat_layout
import statement_layouts
import tie_layouts
import un_layouts
import undl_layout

FILES: dict[str, list[tuple[str, bytes]]] = {
    **layouts.FILES,
    **tie_layouts.FILES,
    **event_layouts.FILES,
    **acled_layout.FILES,
    **comtrade_layout.FILES,
    **counts_layout.FILES,
    **document_layouts.FILES,
    **dyad_layouts.FILES,
    **ged_layout.FILES,
    **mentions_layout.FILES,
    **own_acts_layout.FILES,
    **package_layouts.FILES,
    **polecat_layout.FILES,
    **statement_layouts.FILES,
    **un_layouts.FILES,
    **undl_layout.FILES,
}

for _source, _files in own_text_layouts.FILES.items():
    FILES[_source] = [*FILES.get(_source, []), *_files]
