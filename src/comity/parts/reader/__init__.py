"""The reader: texts into coded acts, each with the span of text that shows it.

One interface, :class:`~comity.records.coded_acts.Coder`: ``code(document)`` gives the acts of a document.
The default coder is :class:`~comity.parts.reader.coders.rule_coder.RuleCoder`: word lists, a dated
gazetteer and shallow clause rules, all of them data files a scholar can correct; no model, no download.
"""
