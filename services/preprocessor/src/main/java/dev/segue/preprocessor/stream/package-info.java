/// The topology of the preprocessor: its processors, stores and their names.
@NullMarked
package dev.segue.preprocessor.stream;

import org.jspecify.annotations.NullMarked;
