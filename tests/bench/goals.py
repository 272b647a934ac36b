"""All goals, in their order: what measures each of them yields its rows."""

import bench
import goals_bundle
import goals_filter
import goals_scan
import goals_short
import goals_store
import measure
import peers
import table

MODULES = (goals_filter, goals_scan, goals_store, goals_short, goals_bundle)
GOALS = {f"G{n}": getattr(module, f"g{n}") for n in range(1, 24) for module in MODULES if hasattr(module, f"g{n}")}


def measure_all(this, names):
    """The rows of these goals; what cannot be measured is a row that says why."""
    rows = []
    for name in names:
        bench.say(f"-- {name}")
        try:
            for row in GOALS[name](this):
                bench.say(f"   {row.verdict()}: {row.what}: {row.figure} {row.note}")
                rows.append(row)
        except (peers.Missing, measure.Failed) as why:
            bench.say(f"   not measured: {why}")
            rows.append(table.Row(name, (GOALS[name].__doc__ or "").split("\n")[0], note=str(why)))
    return rows
