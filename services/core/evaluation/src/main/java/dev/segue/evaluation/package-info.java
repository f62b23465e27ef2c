/// How quality is measured: splits, protocols, metrics, intervals, reports. Tracks are ordinals of any one numbering.
@NullMarked
package dev.segue.evaluation;

import org.jspecify.annotations.NullMarked;
