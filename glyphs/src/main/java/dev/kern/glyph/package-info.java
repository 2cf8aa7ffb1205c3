/// Letters rendered from fonts: a data set for whoever has none.
///
/// [dev.kern.glyph.GlyphRenderer] walks from a folder of font files to [dev.kern.glyph.Glyphs];
/// [dev.kern.glyph.GlyphFiles] writes them as a folder that [dev.kern.data.format.Datasets] opens.
@NullMarked
package dev.kern.glyph;

import org.jspecify.annotations.NullMarked;
