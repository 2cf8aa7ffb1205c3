/// A JPEG decoder in pure Java that never hangs: [JpegReader] returns a [JpegImage] or throws a
/// [JpegException] with the position and the reason.
///
/// ```
/// Markers ─ Frame, HuffmanTable, quantizers
///    └ Scan ─ BitReader ─ SequentialBlocks: a block, at once into samples
///           │           └ ProgressiveBlocks: coefficients, kept until the end
///           └ InverseTransform, or ReducedTransform ─ Upsampling ─ ColourModel ─ values
/// ```
///
/// The values of an undamaged file are those of libjpeg's defaults, bit for bit: the accurate
/// integer transform, triangles between the samples of halved channels, and colours in 16 bits of
/// fraction. A damaged file is rejected, where libjpeg warns and guesses.
///
/// Sources: ITU-T T.81 for the format; Loeffler, Ligtenberg, Moschytz 1989 for the transform; the
/// JFIF specification, version 1.02, for the colours.
@NullMarked
package dev.kern.jpeg;

import org.jspecify.annotations.NullMarked;
