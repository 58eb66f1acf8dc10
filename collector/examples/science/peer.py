"""Estimates the model of the bench with plspm, once for every line that comes in.

Answers each line with one of JSON: the seconds from the opened file to the result, without the
imports, and the paths.
"""

import json
import sys
import time

import pandas
import plspm.config as config
from plspm.mode import Mode
from plspm.plspm import Plspm
from plspm.scheme import Scheme

spec, table = json.load(open(sys.argv[1])), sys.argv[2]
structure = config.Structure()
for start, end in spec["paths"]:
    structure.add_path([start], [end])
arrows = structure.path()
for _ in sys.stdin:
    begun = time.perf_counter()
    model = config.Config(arrows, scaled=True)
    for name, latent in spec["latent"].items():
        items = [config.MV(item) for item in latent["items"]]
        model.add_lv(name, Mode.A, *items)
    fit = Plspm(pandas.read_csv(table), model, Scheme.PATH)
    paths = fit.path_coefficients()
    took = time.perf_counter() - begun
    values = [float(paths.loc[end, start]) for start, end in spec["paths"]]
    print(json.dumps({"seconds": took, "paths": values}), flush=True)
