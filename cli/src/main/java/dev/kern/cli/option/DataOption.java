package dev.kern.cli.option;

import dev.kern.data.DataPart;
import dev.kern.data.file.DataException;
import dev.kern.data.file.ShellWord;
import dev.kern.data.format.Datasets;
import dev.kern.train.recipe.Recipe;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;

/// Data sets as the user names them: `letters.npz`, or `letters.npz:weight=0.5:train` where several
/// are joined.
public final class DataOption implements ITypeConverter<DataPart> {
  /// The help's words about several.
  public static final String JOINED =
      "several are joined: --data a --data b; b:weight=0.5 draws half as many training images per"
          + " epoch as b has, and b:train takes its training images alone";

  /// The data where none is named.
  private static final List<DataPart> LETTERS = List.of(DataPart.of(Path.of(Datasets.LETTERS)));

  @Override
  public DataPart convert(String text) {
    try {
      return DataPart.parse(text);
    } catch (DataException e) {
      throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
    }
  }

  /// Those of some words.
  ///
  /// Fails with `DataException` if a weight doesn't fit.
  public static List<DataPart> of(List<String> words) {
    return words.stream().map(DataPart::parse).toList();
  }

  /// What was named, or else what a recipe names, or else the built-in letters.
  public static List<DataPart> of(List<DataPart> given, Optional<Recipe> recipe) {
    List<DataPart> written = recipe.map(Recipe::data).orElse(List.of());
    return !given.isEmpty() ? given : !written.isEmpty() ? written : LETTERS;
  }

  /// The options that name them: ` --data a.npz --data b.npz`.
  public static String words(List<DataPart> data) {
    return data.stream()
        .map(part -> " --data " + ShellWord.of(part.toString()))
        .collect(Collectors.joining());
  }
}
