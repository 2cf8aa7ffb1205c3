/// Reads HDF5 files as Keras writes them: groups, attributes that are texts, and arrays of numbers
/// that lie in one piece.
///
/// The whole file is held in memory. Whatever it points to is compared with its length, nothing is
/// visited twice, and numbers are read when they are asked for.
///
/// Source: The HDF Group, "HDF5 File Format Specification", version 3.0: superblocks 0 and 1,
/// version 1 of B-trees and object headers.
@NullMarked
package dev.kern.data.hdf5;

import org.jspecify.annotations.NullMarked;
