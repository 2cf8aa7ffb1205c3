package dev.kern.data.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Builds the message of a [DataException] step by step; the last step creates the exception.
///
/// ```java
/// throw Problem.at(place, "39 labels for 40 images")
///     .given("int32 (39,)")
///     .expected("int32 (40,)")
///     .fix("as many labels as images");
/// ```
public final class Problem {
  private static final int LONGEST = 200;
  private static final int SHOWN = 12;

  private final String where;
  private final String what;
  private final @Nullable String given;
  private final @Nullable String expected;
  private final @Nullable Throwable cause;
  private final boolean failure;
  private final List<String> notes;

  private Problem(
      String where,
      String what,
      @Nullable String given,
      @Nullable String expected,
      @Nullable Throwable cause,
      boolean failure,
      List<String> notes) {
    this.where = where;
    this.what = what;
    this.given = given;
    this.expected = expected;
    this.cause = cause;
    this.failure = failure;
    this.notes = notes;
  }

  /// A problem at a place.
  public static Problem at(String where, String what) {
    return new Problem(where, what, null, null, null, false, List.of());
  }

  /// An exception for a failed read.
  public static DataException of(Path path, IOException failure) {
    String where = path.toString();
    return switch (failure) {
      case NoSuchFileException _ ->
          at(where, "no such file or folder")
              .because(failure)
              .fix(
                  path.isAbsolute()
                      ? "check the path"
                      : "check the path, which is relative to " + Path.of("").toAbsolutePath());
      case AccessDeniedException denied -> {
        String file = Objects.requireNonNullElse(denied.getFile(), where);
        yield at(file, "permission denied")
            .because(failure)
            .fix("make it readable: chmod u+r " + ShellWord.of(file));
      }
      case IOException _ when Files.isDirectory(path) ->
          at(where, "this is a folder, not a file")
              .because(failure)
              .fix("give the path of a file in it");
      default ->
          at(where, "reading failed: " + failure.getMessage())
              .because(failure)
              .failure()
              .fix("check the disk, or copy the file elsewhere");
    };
  }

  /// An exception for a failed read of entries of a folder.
  public static DataException of(Path path, UncheckedIOException failure) {
    return of(path, Objects.requireNonNull(failure.getCause()));
  }

  /// An exception for a failed write while entries of a folder were read.
  static DataException unwritable(Path path, UncheckedIOException failure) {
    return unwritable(path, Objects.requireNonNull(failure.getCause()));
  }

  /// An exception for a file or folder that can't be written.
  public static DataException unwritable(Path path, IOException failure) {
    String reason =
        failure instanceof FileSystemException named && named.getReason() != null
            ? named.getReason()
            : String.valueOf(failure.getMessage());
    String where = path.toString();
    return switch (failure) {
      case AccessDeniedException _ ->
          at(where, "permission denied")
              .because(failure)
              .failure()
              .fix("choose another location, or make this one writable");
      case NoSuchFileException _ ->
          at(where, "the folder it belongs in does not exist")
              .because(failure)
              .fix("create that folder, or choose another location");
      case FileAlreadyExistsException _ ->
          at(where, "a file stands where a folder is needed")
              .because(failure)
              .fix("choose another location, or make this one writable");
      default ->
          at(where, "writing failed: " + reason)
              .because(failure)
              .failure()
              .fix(
                  reason.startsWith("No space left")
                      ? "free some space, or choose another location"
                      : "choose another location, or make this one writable");
    };
  }

  /// The same, with what was found.
  public Problem given(String text) {
    return new Problem(where, what, text, expected, cause, failure, notes);
  }

  /// The same, with what would have been right.
  public Problem expected(String text) {
    return new Problem(where, what, given, text, cause, failure, notes);
  }

  /// The same, with the failure underneath.
  public Problem because(Throwable underneath) {
    return new Problem(where, what, given, expected, underneath, failure, notes);
  }

  /// The same, with more about the place: `, key 'train_labels'`.
  Problem within(String detail) {
    return new Problem(where + detail, what, given, expected, cause, failure, notes);
  }

  /// The same as a failure of the machine or the network, which the input can't help: see
  /// [DataException#isFailure].
  public Problem failure() {
    return new Problem(where, what, given, expected, cause, true, notes);
  }

  /// The same with lines about what was found before, none of them twice.
  Problem noting(List<String> lines) {
    List<String> all = new ArrayList<>(notes);
    lines.stream().filter(line -> !all.contains(line)).forEach(all::add);
    return new Problem(where, what, given, expected, cause, failure, List.copyOf(all));
  }

  boolean isFailure() {
    return failure;
  }

  @Nullable Throwable cause() {
    return cause;
  }

  /// The exception, with what the user can do about it.
  public DataException fix(String how) {
    return new DataException(this, how);
  }

  String message(String fix) {
    StringBuilder message = new StringBuilder(where).append(": ").append(what);
    line(message, "given", given);
    line(message, "expected", expected);
    notes.forEach(note -> line(message, "note", note));
    line(message, "fix", fix);
    return message.toString();
  }

  /// Text from a file, made safe to print: quoted, cut to length, control characters escaped.
  public static String quote(String text) {
    int shown = Math.min(text.length(), LONGEST);
    return "'" + PlainText.of(text.substring(0, shown)) + (shown < text.length() ? "…'" : "'");
  }

  /// A list of names, cut short if it is long: `A, B, C and 40 more`.
  public static String list(List<String> names) {
    int more = names.size() - SHOWN;
    return more <= 1
        ? PlainText.of(String.join(", ", names))
        : PlainText.of(String.join(", ", names.subList(0, SHOWN)))
            + " and "
            + count(more)
            + " more";
  }

  /// A count with thousands separators: `125,613`.
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static void line(StringBuilder message, String name, @Nullable String text) {
    if (text != null) {
      message.append("\n  ").append(name).repeat(' ', 10 - name.length()).append(text);
    }
  }
}
