"""What every face shows alike: charts, sentences, tables, and text from outside made harmless.

No face imports another; what two of them share lies here.
"""
