package dev.kern.cli;

import picocli.CommandLine.Command;

/// `kern runs`: lists, compares, reports on and removes runs.
@Command(
    name = "runs",
    description = "List, compare and remove runs, and report on them.",
    mixinStandardHelpOptions = true,
    subcommands = {
      RunsListCommand.class,
      RunsCompareCommand.class,
      RunsReportCommand.class,
      RunsCleanCommand.class
    })
final class RunsCommand {}
