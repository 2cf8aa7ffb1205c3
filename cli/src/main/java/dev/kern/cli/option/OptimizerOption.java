package dev.kern.cli.option;

import dev.kern.optimize.Optimizer;
import java.util.List;
import java.util.OptionalDouble;
import picocli.CommandLine.ITypeConverter;

/// The value of `--optimizer`: a name and optional constants, separated by colons.
///
/// | value                          | optimiser                         |
/// |--------------------------------|-----------------------------------|
/// | `sgd`, once `gradient-descent` | plain gradient descent            |
/// | `momentum:0.9`                 | with momentum                     |
/// | `nesterov:0.9`                 | with Nesterov's momentum          |
/// | `adam`                         | Adam with the paper's constants   |
/// | `adamw:0.01`                   | Adam with weight decay            |
/// | `muon:0.95`                    | Muon, with this momentum          |
public record OptimizerOption(OptionValue words) {
  public static final String WORDS = "sgd, momentum:0.9, nesterov:0.9, adam, adamw:0.01, muon:0.95";
  private static final List<String> NAMES =
      List.of("sgd", "momentum", "nesterov", "adam", "adamw", "muon", "gradient-descent");

  /// Parses the option.
  public static final class Converter implements ITypeConverter<OptimizerOption> {
    @Override
    public OptimizerOption convert(String text) {
      return new OptimizerOption(OptionValue.of("--optimizer", text, NAMES, WORDS));
    }
  }

  /// The optimiser with this learning rate, or with its default one.
  ///
  /// Fails with [IllegalArgumentException] if a constant is out of range.
  public Optimizer optimizer(OptionalDouble rate) {
    return switch (words.name()) {
      case "momentum" -> Optimizer.momentum(rate.orElse(0.05), words.number(0.9));
      case "nesterov" -> Optimizer.nesterov(rate.orElse(0.05), words.number(0.9));
      case "adamw" -> Optimizer.adamW(rate.orElse(0.001), words.number(0.01));
      case "muon" -> Optimizer.muon(rate.orElse(0.02), words.number(0.95));
      case "adam" -> {
        words.expectNone();
        yield Optimizer.adam(rate.orElse(0.001));
      }
      default -> {
        words.expectNone();
        yield Optimizer.sgd(rate.orElse(0.05));
      }
    };
  }
}
