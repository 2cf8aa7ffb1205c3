/// Pickles of NumPy arrays, as Python 2 and 3 write them, read as data.
///
/// A pickle is a program for a small stack machine that can call any function by name. This reader
/// runs the instructions that build plain values and knows seven functions, those that NumPy's
/// arrays are made with; any other name is an error, and no class is ever looked up.
///
/// [PickleFile] reads in two passes. The first runs the program but passes over the bytes of every
/// array, noting where they are: after it, everything is checked, and memory has been spent on
/// little more than keys. The second decodes the arrays that are asked for, straight from the file
/// into the array that the caller gets.
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
