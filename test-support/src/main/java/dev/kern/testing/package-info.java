/// What the tests of every module share: where their files are.
@NullMarked
package dev.kern.testing;

import org.jspecify.annotations.NullMarked;
