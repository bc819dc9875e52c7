"""The modules of the engine and the descriptors it wants to find beside their jars."""

from pathlib import Path
from typing import NamedTuple

ENGINE_VERSION = "3.8.0"


class Module(NamedTuple):
    name: str
    classname: str
    extends: str = ""


# Source: the plugin-descriptor.properties of the OpenSearch 3.8.0 distribution.
MODULES = (
    Module("aggs-matrix-stats", "org.opensearch.search.aggregations.matrix.MatrixAggregationModulePlugin"),
    Module("analysis-common", "org.opensearch.analysis.common.CommonAnalysisModulePlugin", extends="lang-painless"),
    Module("analysis-icu", "org.opensearch.plugin.analysis.icu.AnalysisICUPlugin"),
    Module("analysis-phonetic", "org.opensearch.plugin.analysis.AnalysisPhoneticPlugin"),
    Module("geo", "org.opensearch.geo.GeoModulePlugin"),
    Module("ingest-common", "org.opensearch.ingest.common.IngestCommonModulePlugin", extends="lang-painless"),
    Module("lang-expression", "org.opensearch.script.expression.ExpressionModulePlugin"),
    Module("lang-mustache", "org.opensearch.script.mustache.MustacheModulePlugin"),
    Module("lang-painless", "org.opensearch.painless.PainlessModulePlugin"),
    Module("mapper-extras", "org.opensearch.index.mapper.MapperExtrasModulePlugin"),
    Module("parent-join", "org.opensearch.join.ParentJoinModulePlugin"),
    Module("percolator", "org.opensearch.percolator.PercolatorModulePlugin"),
    Module("rank-eval", "org.opensearch.index.rankeval.RankEvalModulePlugin"),
    Module("reindex", "org.opensearch.index.reindex.ReindexModulePlugin"),
    Module("repository-url", "org.opensearch.plugin.repository.url.URLRepositoryModulePlugin"),
    Module("transport-netty4", "org.opensearch.transport.Netty4ModulePlugin"),
)


def descriptor(module: Module) -> str:
    """The text of a module's `plugin-descriptor.properties`."""
    return (
        f"description={module.name}\n"
        f"version={ENGINE_VERSION}\n"
        f"name={module.name}\n"
        f"classname={module.classname}\n"
        "java.version=21\n"
        f"opensearch.version={ENGINE_VERSION}\n"
        f"extended.plugins={module.extends}\n"
        "has.native.controller=false\n"
    )


def write_descriptors(engine_home: Path) -> None:
    """Writes every module's descriptor below `modules/`."""
    for module in MODULES:
        folder = engine_home / "modules" / module.name
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "plugin-descriptor.properties"
        file.write_text(descriptor(module), encoding="utf-8")
        file.chmod(0o644)
