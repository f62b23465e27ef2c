/// Imports of files: a queue of them, one at a time, each resumable and with a report.
@NullMarked
package dev.segue.crawler.importing;

import org.jspecify.annotations.NullMarked;
