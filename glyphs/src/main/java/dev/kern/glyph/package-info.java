/// Letters rendered from fonts: a data set for those who have none.
///
/// [dev.kern.glyph.GlyphRenderer] renders the fonts in a folder to [dev.kern.glyph.Glyphs];
/// [dev.kern.glyph.GlyphFiles] writes them to a folder that [dev.kern.data.format.Datasets] opens.
@NullMarked
package dev.kern.glyph;

import org.jspecify.annotations.NullMarked;
