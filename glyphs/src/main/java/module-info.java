/// Letters rendered from open fonts, as the data set `glyphs`.
module dev.kern.glyphs {
  requires transitive dev.kern.data;
  requires static org.jspecify;

  exports dev.kern.glyph;

  provides dev.kern.data.NamedDataset with
      dev.kern.glyph.EmbeddedGlyphs;
}
