/// Kern's own cases for JMH: steps of networks, layers, products.
@NullMarked
package dev.kern.bench.jmh;

import org.jspecify.annotations.NullMarked;
