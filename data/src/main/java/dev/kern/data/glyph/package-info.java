/// Letters rendered from fonts: a data set for whoever has none.
///
/// [dev.kern.data.glyph.GlyphRenderer] walks from a folder of font files to
/// [dev.kern.data.glyph.Glyphs]; [dev.kern.data.glyph.GlyphFiles] writes them as a folder that
/// [dev.kern.data.Datasets] opens.
@NullMarked
package dev.kern.data.glyph;

import org.jspecify.annotations.NullMarked;
