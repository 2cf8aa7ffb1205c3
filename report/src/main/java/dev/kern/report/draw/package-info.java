/// Plots and images: charts are laid out once, as a [Drawing], which the page shows as SVG and
/// papers get as PNG.
@NullMarked
package dev.kern.report.draw;

import org.jspecify.annotations.NullMarked;
