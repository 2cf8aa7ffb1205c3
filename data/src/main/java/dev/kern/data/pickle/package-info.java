/// Reads pickles of NumPy arrays, as written by Python 2 and 3, as data.
///
/// A pickle is a program for a small stack machine that can call any function by name. This reader
/// runs the instructions that build plain values and knows only the seven functions that NumPy
/// arrays are built with; any other name is an error, and no class is ever looked up.
///
/// [PickleFile] reads in two passes. The first runs the program but skips the bytes of every array,
/// noting where they are: it checks everything, and uses memory for little more than the keys. The
/// second decodes the requested arrays, straight from the file into the array that the caller gets.
///
/// ```java
/// try (PickleFile file = PickleFile.open(Path.of("notMNIST.pickle"))) {
///   NumpyArray images = file.array("train_dataset");
///   float[] pixels = images.floats(); // images.shape() is [200000, 28, 28]
/// }
/// ```
///
/// Source: CPython's `pickletools` for the instructions; NumPy's `ndarray.__reduce__` and
/// `__reduce_ex__` for the arrays.
@NullMarked
package dev.kern.data.pickle;

import org.jspecify.annotations.NullMarked;
