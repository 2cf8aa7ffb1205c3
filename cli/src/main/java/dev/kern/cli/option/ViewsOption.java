package dev.kern.cli.option;

import dev.kern.data.augment.View;
import dev.kern.data.file.Problem;
import java.util.List;
import picocli.CommandLine.ITypeConverter;

/// The value of `--tta`: `flip`, `shift=2`, or both, as in `flip,shift`.
///
/// @param views the views of an image that count
public record ViewsOption(List<View> views) {
  public static final String WORDS =
      "score the mean of what the network says about several views of an image, test-time"
          + " augmentation: flip, shift (by a pixel) or shift=2, or flip,shift";

  /// Reads the words.
  public static final class Converter implements ITypeConverter<ViewsOption> {
    @Override
    public ViewsOption convert(String text) {
      boolean flips = false;
      int pixels = 0;
      for (String word : text.split(",", -1)) {
        if (word.equals("flip") && !flips) {
          flips = true;
        } else if (word.matches("shift(=[1-9]\\d?)?") && pixels == 0) {
          pixels = word.contains("=") ? Integer.parseInt(word.substring(6)) : 1;
        } else {
          throw new IllegalArgumentException(
              """
              --tta: no such view
                given     %s
                expected  flip, shift, shift=PIXELS up to 99, or two of them, such as flip,shift
                fix       --tta flip\
              """
                  .formatted(Problem.quote(text)));
        }
      }
      return new ViewsOption(View.of(flips, pixels));
    }
  }
}
