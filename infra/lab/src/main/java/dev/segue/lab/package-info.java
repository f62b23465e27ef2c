/// The lab: models against data sets in files, without the network. Reads the files, fits, measures, answers batches.
@NullMarked
package dev.segue.lab;

import org.jspecify.annotations.NullMarked;
