"""The import direction of the house, and one home per library."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

from house import EXEMPT, HOMES, LAYERS, PACKAGE, WORKING_GROUP, Module, modules, target, unit_of

DEPTH = {unit: depth for depth, layer in enumerate(LAYERS) for unit in layer}


def test_every_part_of_the_house_has_a_place_in_its_layers() -> None:
    homeless = {module.unit for module in modules().values() if module.name not in EXEMPT} - set(DEPTH)
    assert not homeless, f"name {sorted(homeless)} in LAYERS of tests/architecture/house.py, and in DESIGN"


def test_imports_point_downwards() -> None:
    wrong = [problem for module in modules().values() for problem in upward_imports(module)]
    assert not wrong, "\n".join(wrong)


def upward_imports(module: Module) -> list[str]:
    if module.name in EXEMPT:
        return []
    found = []
    for imported in module.imports:
        loaded = target(imported)
        if loaded is None or loaded == module.name:
            continue
        problem = verdict(module.unit, unit_of(loaded), imported.name)
        if problem:
            found.append(f"{module.path}:{imported.line}: {imported.name}: {problem}")
    return found


def verdict(importer: str, imported: str, name: str) -> str | None:
    """Return what is wrong with an import, or None."""
    if importer == imported:
        return None
    if imported in ("", "__main__"):
        # The package itself is above everything; its version is a constant.
        return None if name == f"{PACKAGE}.__version__" else "import the module that has it instead"
    if importer not in DEPTH or imported not in DEPTH:
        return None  # the test above speaks
    if importer in WORKING_GROUP and imported in WORKING_GROUP:
        return "the working group never imports among itself; meet in crawl"
    if DEPTH[imported] < DEPTH[importer]:
        return f"{importer} lies below {imported}"
    return None


def test_the_verdict_knows_wrong_from_right() -> None:
    assert verdict("cli", "errors", "scraper.errors.FetchError") is None
    assert verdict("store", "store", "scraper.store.schema") is None
    assert verdict("cli", "", "scraper.__version__") is None
    assert verdict("cli", "", "scraper.parse") == "import the module that has it instead"
    assert verdict("errors", "model", "scraper.model") is None
    assert verdict("model", "errors", "scraper.errors") == "model lies below errors"
    assert verdict("store", "crawl", "scraper.crawl") == "store lies below crawl"
    assert verdict("store", "fetch", "scraper.fetch") is not None


def test_no_module_is_in_a_cycle() -> None:
    graph = {
        module.name: {loaded for loaded in map(target, module.imports) if loaded} - EXEMPT - {module.name}
        for module in modules().values()
        if module.name not in EXEMPT
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        raise AssertionError(" <- ".join(error.args[1])) from None


def test_each_library_has_one_home() -> None:
    wrong = [
        f"{module.path}:{imported.line}: {imported.name} belongs under scraper/{home}"
        for module in modules().values()
        for home, libraries in HOMES.items()
        for imported in module.imports
        if imported.name.split(".")[0] in libraries and module.unit != home
    ]
    assert not wrong, "\n".join(wrong)


def test_the_network_is_reached_through_the_fetcher_only() -> None:
    doors = ("urllib.request", "http.client", "ftplib", "urllib.robotparser")
    wrong = [
        f"{module.path}:{imported.line}: {imported.name}"
        for module in modules().values()
        for imported in module.imports
        if module.unit != "fetch" and f"{imported.name}.".startswith(tuple(f"{door}." for door in doors))
    ]
    assert not wrong, "\n".join(wrong)
