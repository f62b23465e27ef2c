/// What the preprocessor answers over HTTP.
@NullMarked
package dev.segue.preprocessor.api;

import org.jspecify.annotations.NullMarked;
