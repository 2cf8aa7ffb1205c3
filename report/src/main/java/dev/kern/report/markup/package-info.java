/// Documents as trees.
@NullMarked
package dev.kern.report.markup;

import org.jspecify.annotations.NullMarked;
