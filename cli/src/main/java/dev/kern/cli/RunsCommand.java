package dev.kern.cli;

import picocli.CommandLine.Command;

/// `kern runs`: lists, compares and reports on runs.
@Command(
    name = "runs",
    description = "List and compare runs, and report on them.",
    mixinStandardHelpOptions = true,
    subcommands = {RunsListCommand.class, RunsCompareCommand.class, RunsReportCommand.class})
final class RunsCommand {}
