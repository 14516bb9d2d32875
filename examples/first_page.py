"""The numbers of the first page (`comity watch CHN-RUS`), each from the tables alone."""

import comity

year = comity.panel("CHN-RUS").to_pandas().set_index("year")
lately, before = year.loc[2020:], year.loc[2014:2019]
for x in (lately, before):
    print(f"neither voted for {x['unsc_both'].sum():.0f} of {x['unsc_texts'].sum():.0f} adopted texts")
    print(f"{x['vetoes_both'].sum():.0f} joint vetoes")
print(
    "vetoes {:.0f} together, {:.0f} by China without Russia, {:.0f} by Russia without China".format(
        *year.loc[1992:].filter(like="vetoes_").drop(columns="vetoes_covered").sum()
    )
)

pairs = comity.panel().to_pandas().query("year >= 2020").groupby(["state_a", "state_b"], observed=True)
share = pairs[["unsc_both", "unsc_texts"]].sum().query("unsc_texts >= 40").eval("unsc_both / unsc_texts")
print(f"only {(share > 0).sum()} of all {len(share)} ever did, {'-'.join(share.idxmax())} most often")

acts = comity.acts("CHN", "RUS").to_pandas().dropna(subset="class").query("`class` != 'by others'")
once = acts.groupby("occurrence").agg({"class": "first", "grade": "first", "date_to": "max"})
leading = once["grade"].isin(["official-record", "document", "press", "agency"]).sum()
print(f"{len(once)} acts; {leading} rest on press, documents or official records")
for place in comity.Watch("CHN", "RUS").table()["hotspot"].to_pylist():
    acts = comity.acts("CHN", "RUS", place=place).to_pandas().dropna(subset="class")
    once = acts.groupby("occurrence").agg({"class": "first", "date_to": "max"}).astype({"date_to": str})
    print(place, once.query("date_to >= '2020'")["class"].value_counts().to_dict())
