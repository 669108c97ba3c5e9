"""The command line. Each command imports what it needs when it runs, so that help is instant."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import solieu

if TYPE_CHECKING:
    from solieu.data.article import Article
    from solieu.eval.report import Report
    from solieu.eval.system import System

FILE_WIDTH = 200
"""Columns of a table that goes to a file or a pipe."""

app = typer.Typer(
    name="solieu",
    help="Facts from Vietnamese economic and government news.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Model = Annotated[
    str | None, typer.Option(help="A model folder or hub name; the packaged model by default.")
]
Device = Annotated[
    str | None, typer.Option(help="cpu, cuda, cuda:1, ...; the first GPU where there is one.")
]
Engine = Annotated[str, typer.Option(help="What runs the network: auto, openvino, onnx or torch.")]
Changes = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Change a value of the recipe; repeatable."),
]


class Format(StrEnum):
    """What `extract` writes."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    XLSX = "xlsx"
    HTML = "html"


class Language(StrEnum):
    """In which pages speak."""

    EN = "en"
    VI = "vi"


Lang = Annotated[Language, typer.Option(help="The language of pages and texts.")]


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"solieu {solieu.__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Facts from Vietnamese economic and government news."""


@app.command()
def extract(
    inputs: Annotated[
        list[str], typer.Argument(help="Text files, folders of them, JSONL files, or - for stdin.")
    ],
    model: Model = None,
    date: Annotated[str | None, typer.Option(help="Date of publication, YYYY-MM-DD.")] = None,
    dates: Annotated[
        Path | None, typer.Option(help="CSV with the columns id and date: one for each article.")
    ] = None,
    format: Annotated[Format, typer.Option(help="What to write.")] = Format.TABLE,  # noqa: A002
    output: Annotated[Path | None, typer.Option(help="A file instead of the screen.")] = None,
    force: Annotated[bool, typer.Option(help="Replace the file if it exists.")] = False,
    min_score: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Leave out facts below this score.")
    ] = 0.0,
    lang: Lang = Language.EN,
    device: Device = None,
    engine: Engine = "auto",
) -> None:
    """Extract the facts of articles."""
    from solieu.data.reading import read_dates, read_inputs
    from solieu.model.loading import load

    if output and output.exists() and not force:
        raise ValueError(f"{output}: exists already; name another file or add --force")
    if format is Format.XLSX and output is None:
        raise typer.BadParameter("a workbook needs a file: add --output facts.xlsx")
    articles = read_inputs(inputs, date=date, dates=read_dates(dates) if dates else None)
    found = load(model, device, engine=engine, min_score=min_score).pipe(articles)
    if format is Format.HTML:
        from solieu.page import page

        _write(page(found, lang.value), output)
    elif format is Format.TABLE:
        _write_table(found, output)
    elif format in (Format.CSV, Format.XLSX):
        _write_rows(found, output, format)
    else:
        _write_json(found, output, format)


@app.command()
def train(
    recipe: Annotated[str, typer.Argument(help="A YAML file or the name of a recipe.")] = "default",
    output_dir: Annotated[Path, typer.Option(help="The run's folder.")] = Path("runs/default"),
    resume: Annotated[bool, typer.Option(help="Go on from the last checkpoint.")] = False,
    train_data: Annotated[
        list[str] | None, typer.Option("--train", help="Instead of the recipe's; repeatable.")
    ] = None,
    dev_data: Annotated[
        list[str] | None, typer.Option("--dev", help="Instead of the recipe's; repeatable.")
    ] = None,
    changes: Changes = None,
) -> None:
    """Train a model on annotated articles."""
    from solieu.training.finetuning import finetune
    from solieu.training.recipe import load_recipe

    given = {"data.train": train_data, "data.dev": dev_data}
    values = {key: value for key, value in given.items() if value} | _changes(changes)
    with _divergence_told():
        scores = finetune(load_recipe(recipe, values), output_dir, resume=resume)
    for name, value in scores.items():
        typer.echo(f"{name:10} {value:5.1f}")
    typer.echo(f"Model written to {output_dir / 'model'}")


@app.command()
def pretrain(
    recipe: Annotated[str, typer.Argument(help="A YAML file or the name of a recipe.")] = (
        "pretrain"
    ),
    output_dir: Annotated[Path, typer.Option(help="The run's folder.")] = Path("runs/pretrain"),
    resume: Annotated[bool, typer.Option(help="Go on from the last state.")] = False,
    changes: Changes = None,
) -> None:
    """Pre-train an encoder on text."""
    from solieu.training.pretraining import pretrain as run
    from solieu.training.pretraining import summary
    from solieu.training.recipe import PretrainRecipe, read_recipe

    with _divergence_told():
        read = read_recipe(PretrainRecipe, recipe, _changes(changes))
        scores = run(read, output_dir, resume=resume)
    typer.echo(summary(scores))
    typer.echo(f"Encoder written to {output_dir / 'encoder'}")


@app.command()
def evaluate(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="[MODEL] DATA",
            help="A model folder or `packaged`, and annotated articles (a file or folder).",
        ),
    ],
    predictions: Annotated[
        Path | None, typer.Option(help="Score these articles (JSONL) instead of a model's.")
    ] = None,
    output_dir: Annotated[
        Path | None, typer.Option(help="Write report.html, report.md, report.json and pictures.")
    ] = None,
    lang: Lang = Language.EN,
    force: Annotated[bool, typer.Option(help="Replace a report that exists.")] = False,
    device: Device = None,
    engine: Engine = "auto",
) -> None:
    """Score a model, or any system's predictions, beside the rule baseline."""
    from solieu.data.reading import read_articles
    from solieu.eval.report import report
    from solieu.eval.scores import evaluate as score
    from solieu.eval.table import table

    if len(sources) != (1 if predictions else 2):
        wanted = "DATA alone, beside --predictions" if predictions else "MODEL and DATA"
        raise typer.BadParameter(f"give {wanted}; {len(sources)} arguments are given")
    if output_dir and (output_dir / "report.html").exists() and not force:
        raise ValueError(f"{output_dir}: holds a report; name another folder or add --force")
    data = Path(sources[-1])
    gold = read_articles(data)
    system = _system(str(predictions) if predictions else sources[0], gold, device, engine)
    others = system.beside(gold)
    found = output_dir and report(
        gold,
        system.articles,
        system=system.name,
        data=str(data),
        others=others,
        inventory=system.inventory,
        splits=_splits(data),
        seqeval=system.seqeval,
        history=system.history,
    )
    scores = found.evaluation if found else score(gold, system.articles, system.inventory)
    typer.echo(table({"model": scores, **others}))
    if system.seqeval:
        micro = system.seqeval.micro
        rates = (micro.precision, micro.recall, micro.f1)
        typer.echo(f"Entities by seqeval, strict: {' '.join(f'{100 * r:.1f}' for r in rates)}")
    if output_dir and found:
        _write_report(found, output_dir, lang.value)


@app.command()
def export(
    model: Annotated[Path, typer.Argument(help="A model folder.")],
    engine: Annotated[str, typer.Option(help="openvino or onnx.")] = "openvino",
    int8: Annotated[bool, typer.Option("--int8", help="Whole numbers of eight bits.")] = False,
    data: Annotated[
        Path | None,
        typer.Option(help="Articles that set the ranges of int8; the packaged ones by default."),
    ] = None,
    output_dir: Annotated[
        Path | None, typer.Option(help="Write a copy here and leave the folder as it is.")
    ] = None,
    force: Annotated[bool, typer.Option(help="Replace the copy if it exists.")] = False,
) -> None:
    """Write a model's networks for an engine that is fast on a CPU and needs no torch."""
    from solieu.data.corpus import FOLDER
    from solieu.data.reading import read_articles
    from solieu.training.export import export as write

    if output_dir and output_dir.exists() and not force:
        raise ValueError(f"{output_dir}: exists already; name another folder or add --force")
    articles = read_articles(data or FOLDER / "train") if int8 else []
    write(model, engine, articles, output=output_dir)
    typer.echo(f"Networks for {engine} written to {output_dir or model}")


@app.command()
def compare(
    first: Annotated[str, typer.Argument(help="A model folder, `packaged`, or JSONL predictions.")],
    second: Annotated[str, typer.Argument(help="Another.")],
    data: Annotated[Path, typer.Argument(help="Annotated articles: a file or folder.")],
    output: Annotated[Path | None, typer.Option(help="Write the comparison as HTML.")] = None,
    lang: Lang = Language.EN,
    force: Annotated[bool, typer.Option(help="Replace the file if it exists.")] = False,
    device: Device = None,
) -> None:
    """Compare two systems on the same articles: differences, their significance, won and lost."""
    from solieu import comparison
    from solieu.data.reading import read_articles
    from solieu.data.writing import write_atomically
    from solieu.eval.comparison import compare_systems

    if output and output.exists() and not force:
        raise ValueError(f"{output}: exists already; name another file or add --force")
    gold = read_articles(data)
    one, other = (_system(source, gold, device) for source in (first, second))
    found = compare_systems(gold, one.articles, other.articles, one.inventory)
    typer.echo(comparison.text(found, first, second, lang.value))
    if output:
        write_atomically(output, comparison.page(found, first, second, lang.value))


@app.command()
def card(
    model: Annotated[Path, typer.Argument(help="A model folder, or a run's folder.")],
    report: Annotated[
        Path | None, typer.Argument(help="The report.json of its evaluation; its scores go in.")
    ] = None,
) -> None:
    """Put scores and a model card into a model folder; without a report print its table."""
    import json

    from solieu.data.reading import read_text
    from solieu.eval.card import add_card, by_label, read_scores, summary
    from solieu.model.folder import CONFIG, model_folder

    folder = model_folder(model)
    if not (folder / CONFIG).is_file():
        raise ValueError(f"{model}: no model folder; name one that holds config.json")
    if report:
        try:
            record = json.loads(read_text(report))
        except json.JSONDecodeError as error:
            raise ValueError(f"{report}: no JSON ({error}); give the report.json") from None
        add_card(folder, record)
        typer.echo(f"Card written to {folder / 'README.md'}")
        return
    scores = read_scores(folder)
    typer.echo(f"{summary(scores)}\n\n{by_label(scores)}")


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="Annotated files or folders of them.")],
) -> None:
    """Name every fault in annotated articles; exit code 1 if there is one."""
    from solieu.data.check import check_files
    from solieu.model.omissions import omissions

    count = 0
    for fault in check_files(files, omissions=omissions):
        typer.echo(f"{fault.path}:{fault.line}: {fault.message}")
        count += not fault.note
    if count:
        raise typer.Exit(1)


class AnnotationFormat(StrEnum):
    """What `convert` reads and writes."""

    MARKDOWN = "markdown"
    JSONL = "jsonl"
    BRAT = "brat"
    LABEL_STUDIO = "label-studio"
    DOCCANO = "doccano"
    CONLL = "conll"
    SPACY = "spacy"
    DATASETS = "datasets"


@app.command()
def convert(
    source: Annotated[Path, typer.Argument(help="A file, or a folder of files.")],
    target: Annotated[Path, typer.Argument(help="A file or folder that does not exist yet.")],
    write_as: Annotated[AnnotationFormat, typer.Option("--to", help="The target's format.")],
    read_as: Annotated[
        AnnotationFormat, typer.Option("--from", help="The source's format.")
    ] = AnnotationFormat.MARKDOWN,
) -> None:
    """Convert annotated articles between formats."""
    from solieu.data.conversion import convert as run

    count, lost = run(source, target, read_as.value, write_as.value)
    typer.echo(f"{target}: {count} articles")
    if lost:
        typer.echo(f"{write_as.value} holds no relations: {lost} are left out", err=True)


@app.command()
def stats(
    data: Annotated[Path, typer.Argument(help="Annotated articles: Markdown, JSONL or a folder.")],
    plot: Annotated[
        Path | None, typer.Option(help="Draw the counts to an SVG or PNG file.")
    ] = None,
    force: Annotated[bool, typer.Option(help="Replace the file if it exists.")] = False,
) -> None:
    """Count mentions, links, lengths and near-duplicates of annotated articles."""
    from solieu.data import statistics as counts
    from solieu.data.inventory import KINDS
    from solieu.data.reading import read_articles, read_splits
    from solieu.data.writing import write_atomically

    articles, splits = read_articles(data), read_splits(data)
    for name, part in {**(splits if len(splits) > 1 else {}), "all": articles}.items():
        found = counts.statistics(part, KINDS)
        typer.echo(
            f"{name}: {found.articles} articles, {found.labels.get('FIGURE', 0):,} figures, "
            f"{found.syllables:,} syllables ({found.shortest} to {found.longest}, "
            f"median {found.typical:g})"
        )
    typer.echo(
        f"{found.indicators} different indicators, {found.organisations} organisations, "
        f"{found.officials} officials; {found.figures_without_indicator} figures without indicator"
    )
    for label, count in found.labels.items():
        typer.echo(f"{label:14}{count:7}")
    typer.echo("links, and how many lines they reach on average")
    for key, count in found.keys.items():
        typer.echo(f"{key:14}{count:7}{found.mean_reach[key]:7.2f}")
    for one, other, share in counts.near_duplicates(articles):
        typer.echo(f"near-duplicates: {one} and {other} share {share:.0%} of their phrases")
    if plot:
        from solieu.chart import Bars, draw

        picture = draw(
            plot,
            Bars("Mentions by label", found.labels),
            Bars("Links by key", found.keys),
            Bars("Links by reach", counts.reaches(articles)),
            Bars("Articles by syllables", counts.lengths(articles)),
        )
        write_atomically(plot, picture, force=force)
        typer.echo(f"{plot}: drawn")


@app.command()
def agreement(
    first: Annotated[Path, typer.Argument(help="Articles as one annotator left them.")],
    second: Annotated[Path, typer.Argument(help="The same articles by another annotator.")],
    differing: Annotated[bool, typer.Option(help="List every difference.")] = True,
) -> None:
    """Measure how far two annotators agree, and list their differences."""
    from solieu.data.reading import read_articles
    from solieu.eval.agreement import agreement as measure
    from solieu.eval.agreement import differences
    from solieu.eval.table import table

    one, other = read_articles(first), read_articles(second)
    typer.echo(table({"agreement": measure(one, other)}))
    if differing:
        for line in differences(one, other):
            typer.echo(line)


data_app = typer.Typer(help="Corpora.", no_args_is_help=True)
app.add_typer(data_app, name="data")


@data_app.callback()
def data_options() -> None:
    """Corpora."""


@data_app.command()
def vietnews(
    clone: Annotated[Path, typer.Option("--from", help="A clone of ThanhChinhBK/vietnews.")],
    output_dir: Annotated[Path, typer.Option(help="Where the articles go.")],
) -> None:
    """Rebuild the annotated real articles, whose text is not in the package."""
    from solieu.data import markdown, standoff
    from solieu.data.writing import write_atomically

    if output_dir.exists():
        raise ValueError(f"{output_dir}: exists already; name another folder")
    found = {split: standoff.records(split) for split in standoff.SPLITS}
    every = standoff.rebuild([record for records in found.values() for record in records], clone)
    rebuilt = {split: list(islice(every, len(records))) for split, records in found.items()}
    for split, articles in rebuilt.items():
        folder = output_dir / split
        folder.mkdir(parents=True)
        for article in articles:
            write_atomically(folder / f"{article.id}.md", markdown.render(article))
        typer.echo(f"{folder}: {len(articles)} articles")


@contextmanager
def _divergence_told() -> Iterator[None]:
    """Ends with exit code 3 where a run diverges."""
    from solieu.training.divergence import DivergenceError

    try:
        yield
    except DivergenceError as error:
        typer.echo(f"solieu: {error}", err=True)
        raise typer.Exit(3) from None


def _changes(pairs: list[str] | None) -> dict[str, Any]:
    """`KEY=VALUE` pairs as a mapping; values are read as YAML."""
    import yaml

    changes = {}
    for pair in pairs or []:
        key, sign, value = pair.partition("=")
        if not sign or not key:
            raise typer.BadParameter(f"{pair!r}: write KEY=VALUE, for instance fit.seed=2")
        changes[key] = yaml.safe_load(value)
    return changes


def _write_table(articles: "Iterable[Article]", output: Path | None) -> None:
    from io import StringIO

    from rich.console import Console

    from solieu.data.writing import write_atomically
    from solieu.table import print_articles

    if output is None:
        width = None if sys.stdout.isatty() else FILE_WIDTH
        print_articles(articles, Console(width=width, highlight=False, soft_wrap=False))
        return
    page = StringIO()
    print_articles(articles, Console(file=page, width=FILE_WIDTH, highlight=False))
    write_atomically(output, page.getvalue())


def _write_rows(articles: "Iterable[Article]", output: Path | None, format: Format) -> None:  # noqa: A002
    from solieu.data.tabular import to_csv, to_xlsx
    from solieu.data.writing import write_atomically

    content = to_csv(articles) if format is Format.CSV else to_xlsx(articles)
    if output:
        write_atomically(output, content)
    else:
        sys.stdout.write(str(content))


def _write_json(articles: "Iterable[Article]", output: Path | None, format: Format) -> None:  # noqa: A002
    from solieu.data.jsonl import dumps
    from solieu.data.writing import write_atomically

    lines: Iterable[str] = (dumps(article) for article in articles)
    if format is Format.JSON:
        lines = ["[\n" + ",\n".join(lines) + "\n]"]
    if output:
        write_atomically(output, "".join(line + "\n" for line in lines))
        return
    for line in lines:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def _write(content: str, output: Path | None) -> None:
    from solieu.data.writing import write_atomically

    if output:
        write_atomically(output, content)
    else:
        sys.stdout.write(content)


def _write_report(report: "Report", folder: Path, language: str) -> None:
    """The report's files; the page last, so that a folder with a page is whole."""
    import json

    from solieu import report as pages
    from solieu.chart import png, svg
    from solieu.data.writing import write_atomically

    record = json.dumps(report.record, ensure_ascii=False, indent=1, allow_nan=False)
    write_atomically(folder / "report.json", record + "\n")
    write_atomically(folder / "report.md", pages.text(report, language))
    for name, chart in pages.charts(report, language).items():
        write_atomically(folder / f"{name}.svg", svg(chart))
        write_atomically(folder / f"{name}.png", png(chart))
    write_atomically(folder / "report.html", pages.page(report, language))
    typer.echo(f"Report written to {folder / 'report.html'}")


def _splits(data: Path) -> dict[str, str]:
    """The split of every article, where a folder holds several."""
    from solieu.data.reading import read_splits

    return {one.id: name for name, part in read_splits(data).items() for one in part}


def _system(
    source: str, gold: "list[Article]", device: str | None, engine: str = "auto"
) -> "System":
    """A system's articles for the gold texts: read from JSONL, or extracted by a model."""
    from solieu.eval.system import of_model, of_predictions
    from solieu.model.loading import load

    if source.endswith(".jsonl"):
        return of_predictions(Path(source))
    extractor = load(None if source == "packaged" else source, device, engine=engine)
    return of_model(extractor, source, gold)


def main() -> None:
    """Run the command line.

    Exit codes: 0 done, 1 failed with one line that says why, 2 wrong usage, 3 a run diverged.
    """
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        app()
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except ModuleNotFoundError as error:
        typer.echo(f"solieu: {error}; this needs: pip install 'solieu[train]'", err=True)
        sys.exit(1)
    except (ValueError, OSError, MemoryError) as error:
        reason = str(error)
        if isinstance(error, OSError) and error.filename and error.strerror:
            reason = f"{error.filename}: {error.strerror}"
        typer.echo(f"solieu: {reason or type(error).__name__}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
