"""Reader that finds in a text what states did, with the passage that shows each act.

Every coder offers the interface :class:`~comity.records.coded_acts.Coder`: ``code(document)`` returns the
acts of a document. The default is :class:`~comity.parts.reader.coders.rule_coder.RuleCoder`. It uses word
lists, a list of place names with dates, and rules on clauses. All of these are data files that a user can
correct. It needs no language model and no download.
"""
