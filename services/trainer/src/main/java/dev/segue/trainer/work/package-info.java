/// The trainer's work: following playlists, deciding when to train, making bundles and releasing them.
@NullMarked
package dev.segue.trainer.work;

import org.jspecify.annotations.NullMarked;
