"""Five things with the public functions alone: python own_data.py [FOLDER]"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

import comity

folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".")

# 1. Kappa by session for five pairs. The votes are those of the package; your own table does as well.
votes = comity.votes().to_pandas()
recent = votes[votes["session"] >= 74]
pairs = [("CHN", "RUS"), ("CHN", "IRN"), ("IRN", "RUS"), ("FRA", "DEU"), ("USA", "ISR")]
kappa = pd.concat([comity.kappa(recent, *pair).to_pandas() for pair in pairs])
kappa.to_csv(folder / "kappa.csv", index=False)

# 2. Ideal points of one session.
points = comity.ideal_points(recent[recent["session"] == 74]).to_pandas()
points.sort_values("theta").to_csv(folder / "ideal_points.csv", index=False)

# 3. Co-action of your own counts, a row a state and week; these are drawn, the second acts with the first.
states = ["China", "Russia", "United States", "France", "India", "Brazil", "Turkey", "Iran"]
counts = np.random.default_rng(7).poisson(0.4, (len(states), 260))
counts[1] += counts[0] > 0
weeks = pd.date_range("2019-01-07", periods=260, freq="7D")
own = pd.DataFrame(counts.T, index=weeks, columns=states).rename_axis("week").reset_index()
own = own.melt("week", var_name="country", value_name="events")
together = comity.coaction(own, "China", "Russia", "India").to_pandas()
together.to_csv(folder / "coaction.csv", index=False)

# 4. A text checked.
text = """In July 2015 Russia voted for resolution 2231, which endorsed the nuclear deal.
In April 2026 Russia alone vetoed a text on the Strait of Hormuz. Nobody knows what comes next."""
checked = comity.check(text, "CHN", "RUS").to_pandas()
checked[["number", "mark", "reason"]].to_csv(folder / "checked.csv", index=False)

# 5. A figure.
(folder / "iran.svg").write_text(comity.figure("CHN", "RUS", place="iran"), "utf-8")
