/// The numbers of a corpus: distributions that can be added to and taken back from, the law of their tails, and how
/// similar tracks are near each other, far apart and by chance.
@NullMarked
package dev.segue.statistics;

import org.jspecify.annotations.NullMarked;
