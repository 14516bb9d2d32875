"""Parts that plug into the core: each imports the core and no other part; `comity.plugins` names them."""
