package dev.kern.cli.option;

import dev.kern.data.Fold;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;

/// A fold as an option: `2/5` is the second of five.
public final class FoldOption implements ITypeConverter<Fold> {
  private static final Pattern PARTS = Pattern.compile("(\\d{1,4})/(\\d{1,4})");

  @Override
  public Fold convert(String text) {
    return Optional.of(PARTS.matcher(text))
        .filter(Matcher::matches)
        .map(parts -> new Fold(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2))))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    """
                    --fold: not a fold: '%s'
                      expected  its number and how many there are, such as 2/5
                      fix       --fold 1/5, or --folds 5 for all of them\
                    """
                        .formatted(text)));
  }
}
