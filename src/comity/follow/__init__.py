"""Following: publishers asked again and again, so that the lake is never far behind them.

:mod:`feeds` says what is asked and how often, as data; :mod:`rounds` asks one feed once; :mod:`note` is what
is remembered between two askings; :mod:`slots` names the files of a steady stream that never came;
:mod:`days` counts acts by day, anew only where files touched a day.
"""
