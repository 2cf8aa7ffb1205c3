/// Tables of pixels as text, one image a row, as Kaggle has them.
@NullMarked
package dev.kern.data.csv;

import org.jspecify.annotations.NullMarked;
