package dev.kern.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/// The options of `kern train` in groups, for its help.
final class TrainHelp {
  private static final Map<String, List<String>> GROUPS =
      groups(
          """
          Data: --data --size --resize --channels --scale --names --augment --order --sampling --folds --fold
          Network: --network --from --output --classes --head --freeze --freeze-statistics --cache-features
          Training: --steps --epochs --batch --groups --learning-rate --optimizer --schedule --loss \
            --label-smoothing --class-weights --l2 --l2-of --clip-norm --average-weights --rate-factors \
            --weight-decay --decay-factors \
            --early-stopping --keep-best --seed --overfit
          Computation: --threads --engine --exact --dropout-at-evaluation
          Run: --out --resume --report-every --checkpoint-every --metrics --csv --tensorboard \
            --watch --no-report
          """);

  private static final String OTHERS = "Other";

  private TrainHelp() {}

  private static Map<String, List<String>> groups(String table) {
    Map<String, List<String>> groups = new LinkedHashMap<>();
    for (String row : table.lines().toList()) {
      String[] parts = row.split(": ", 2);
      groups.put(parts[0], Arrays.asList(parts[1].split(" +")));
    }
    return groups;
  }

  /// Groups the options of the command, if it is among those of `kern`.
  static void install(CommandLine kern) {
    Optional.ofNullable(kern.getSubcommands().get("train"))
        .ifPresent(
            train ->
                train
                    .getHelpSectionMap()
                    .put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, TrainHelp::list));
  }

  private static String list(Help help) {
    StringBuilder text = new StringBuilder();
    grouped(help.commandSpec().options())
        .forEach(
            (group, options) -> {
              Help.Layout layout = help.createDefaultLayout();
              layout.addOptions(options, help.parameterLabelRenderer());
              text.append("%n%s:%n".formatted(group)).append(layout);
            });
    return text.toString();
  }

  /// Options by their groups, in the order of these; those of none at the end.
  static Map<String, List<OptionSpec>> grouped(List<OptionSpec> options) {
    Map<String, List<OptionSpec>> grouped = new LinkedHashMap<>();
    List<OptionSpec> others = new ArrayList<>(options);
    GROUPS.forEach(
        (group, names) -> {
          for (String name : names) {
            options.stream()
                .filter(option -> option.longestName().equals(name))
                .forEach(
                    option -> {
                      grouped.computeIfAbsent(group, _ -> new ArrayList<>()).add(option);
                      others.remove(option);
                    });
          }
        });
    grouped.put(OTHERS, others);
    return grouped;
  }
}
