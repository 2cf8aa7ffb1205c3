/// Recipes: entire runs, with data, network and settings, in a YAML file.
@NullMarked
package dev.kern.train.recipe;

import org.jspecify.annotations.NullMarked;
