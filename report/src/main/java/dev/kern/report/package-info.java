/// The report on a run: reads the run's folder and its data, and writes one page that needs no
/// network, and plots.
@NullMarked
package dev.kern.report;

import org.jspecify.annotations.NullMarked;
