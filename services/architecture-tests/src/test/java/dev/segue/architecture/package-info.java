/// The rules of the house, held over every module, each shown to fail on a planted violation.
@NullMarked
package dev.segue.architecture;

import org.jspecify.annotations.NullMarked;
