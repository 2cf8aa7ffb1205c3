/// Graphs as drawings: the forward pass and, beside it, the backward pass.
@NullMarked
package dev.kern.report.graph;

import org.jspecify.annotations.NullMarked;
