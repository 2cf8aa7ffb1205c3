package dev.kern.data.pickle;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A value on the stack of the pickle machine.
///
/// Values may contain each other cyclically, so nothing here descends into them: `kind` names a
/// value without looking inside.
sealed interface PickleValue
    permits PickleValue.Constant,
        PickleValue.Whole,
        PickleValue.Real,
        PickleValue.Scalar,
        StringValue,
        SequenceValue,
        DictValue,
        AllowedFunction,
        TorchName,
        TorchStorage,
        TorchTensor,
        NumpyType,
        ArrayValue {
  /// A short description, for messages.
  String kind();

  /// Its characters if it is a short string, else null.
  default @Nullable String shortText() {
    return null;
  }

  /// `None`, `True`, `False`.
  enum Constant implements PickleValue {
    NONE,
    TRUE,
    FALSE;

    @Override
    public String kind() {
      return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
    }
  }

  /// A whole number of up to eight bytes.
  record Whole(long value) implements PickleValue {
    @Override
    public String kind() {
      return "the number " + value;
    }
  }

  /// A floating-point number.
  record Real(double value) implements PickleValue {
    @Override
    public String kind() {
      return "the number " + value;
    }
  }

  /// A single NumPy number; its value isn't needed.
  record Scalar(NumpyType type) implements PickleValue {
    @Override
    public String kind() {
      return "a NumPy number of type " + type.name();
    }
  }
}
