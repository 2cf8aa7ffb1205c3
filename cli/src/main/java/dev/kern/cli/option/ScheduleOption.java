package dev.kern.cli.option;

import dev.kern.graph.RateSchedule;
import dev.kern.optimize.Plateau;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ITypeConverter;

/// The value of `--schedule`: a name and optional numbers, separated by colons.
///
/// | value                               | learning rate                                   |
/// |-------------------------------------|-------------------------------------------------|
/// | `constant`                          | stays the same                                  |
/// | `exponential:100000:0.96`           | decays smoothly by 0.96 every 100,000 steps     |
/// | `exponential:100000:0.96:staircase` | decays in steps, as in the notebook             |
/// | `cosine`                            | half a cosine down to 0                         |
/// | `one-cycle`                         | up, then down                                   |
/// | `linear:0.1`                        | up over a tenth of the run, then down to 0      |
/// | `pieces:0=0.2:0.2=1:1=0`            | straight lines between parts of the run         |
/// | `plateau:3`                         | to a tenth after 3 validations without progress |
public final class ScheduleOption implements ITypeConverter<RateSchedule> {
  public static final String WORDS =
      "constant, exponential:100000:0.96, exponential:100000:0.96:staircase, cosine, one-cycle,"
          + " linear:0.1, pieces:0=0.2:0.2=1:1=0, plateau:3";
  private static final List<String> NAMES =
      List.of("constant", "exponential", "cosine", "one-cycle", "linear", "pieces", "plateau");

  @Override
  public RateSchedule convert(String text) {
    OptionValue words = OptionValue.of("--schedule", text, NAMES, WORDS);
    return switch (words.name()) {
      case "exponential" -> exponential(words);
      case "linear" -> RateSchedule.linear(words.number(0.1));
      case "pieces" -> pieces(words);
      case "plateau" -> Plateau.plateau((int) words.number(3));
      case "cosine" -> {
        words.expectNone();
        yield RateSchedule.cosine();
      }
      case "one-cycle" -> {
        words.expectNone();
        yield RateSchedule.oneCycle();
      }
      default -> {
        words.expectNone();
        yield RateSchedule.constant();
      }
    };
  }

  private static RateSchedule pieces(OptionValue words) {
    List<RateSchedule.Pieces.Point> points = new ArrayList<>();
    for (String detail : words.details()) {
      String[] parts = detail.split("=", -1);
      if (parts.length != 2) {
        throw words.fail("pieces:PART=FACTOR:..., such as pieces:0=0.2:0.2=1:1=0");
      }
      points.add(new RateSchedule.Pieces.Point(words.number(parts[0]), words.number(parts[1])));
    }
    return new RateSchedule.Pieces(points);
  }

  private static RateSchedule exponential(OptionValue words) {
    List<String> details = new ArrayList<>(words.details());
    boolean staircase = !details.isEmpty() && details.getLast().equals("staircase");
    if (staircase) {
      details.removeLast();
    }
    if (details.size() != 2) {
      throw words.fail("exponential:STEPS:FACTOR, such as exponential:100000:0.96");
    }
    long every = (long) words.number(details.get(0));
    double factor = words.number(details.get(1));
    return staircase
        ? RateSchedule.staircase(every, factor)
        : RateSchedule.exponential(every, factor);
  }
}
