package dev.kern.cli.option;

import dev.kern.data.format.DatasetReader;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/// `--names ENCODING`: how names in archives and lists of classes are read that aren't in UTF-8.
final class NamesOption {
  @Option(
      names = "--names",
      paramLabel = "ENCODING",
      converter = Converter.class,
      description =
          "encoding of names in an archive or class list that aren't UTF-8, such as CP437 or GBK")
  private @Nullable Charset names;

  /// A reader that reads names so, if an encoding was given.
  DatasetReader reader(DatasetReader reader) {
    return names == null ? reader : reader.names(names);
  }

  /// Reads `CP437`.
  static final class Converter implements ITypeConverter<Charset> {
    @Override
    public Charset convert(String text) {
      try {
        return Charset.forName(text);
      } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
        throw new IllegalArgumentException(
            """
            --names: unknown encoding: '%s'
              expected  an encoding that Java knows, such as CP437, GBK, Shift_JIS or windows-1252
              fix       --names CP437\
            """
                .formatted(text),
            e);
      }
    }
  }
}
