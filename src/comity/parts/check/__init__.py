"""Check: any text held against the record, sentence by sentence.

A sentence becomes a claim with parts that can be compared (who, what, when, where, how many); the record is
read into the same parts; what agrees and what differs decides the mark.  Nothing of the text is run, followed
or sent anywhere: it is only read.
"""
