package dev.kern.cli.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Constructor;

/// Standard error as the caller of `./kern` gave it.
///
/// Where the launcher turns the incubating vector module on, it puts a filter on the JVM's standard
/// error that drops the JVM's notice about it, and hands the real stream on as a further
/// descriptor, whose number is the property `kern.stderr`. Writing past the filter keeps progress
/// bars live and has everything written by the time Kern exits.
public final class StandardError {
  private StandardError() {}

  /// Makes [System#err] the real stream, if there is a filter before it.
  public static void restore() {
    Integer number = Integer.getInteger("kern.stderr");
    if (number == null) {
      return;
    }
    try {
      // Opening /dev/fd/N would not do: for a file that starts a second offset, and the caller's
      // own
      // writes then overwrite ours.
      Constructor<FileDescriptor> constructor =
          FileDescriptor.class.getDeclaredConstructor(int.class);
      constructor.setAccessible(true);
      FileDescriptor descriptor = constructor.newInstance(number);
      System.setErr(new PrintStream(new FileOutputStream(descriptor), true, System.err.charset()));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM has no FileDescriptor(int)", e);
    }
  }
}
