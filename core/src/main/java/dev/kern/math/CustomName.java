package dev.kern.math;

/// The check of a name that a user gives to a custom part.
public final class CustomName {
  private CustomName() {}

  /// Refuses a blank name: `the name of a custom loss is blank; fix: give it one, such as "focal"`.
  ///
  /// Fails with [IllegalArgumentException] if the name is blank.
  ///
  /// @param name the name
  /// @param part what it names: `loss`
  /// @param example a good name
  public static void expect(String name, String part, String example) {
    if (name.isBlank()) {
      throw new IllegalArgumentException(
          "the name of a custom %s is blank; fix: give it one, such as \"%s\""
              .formatted(part, example));
    }
  }
}
