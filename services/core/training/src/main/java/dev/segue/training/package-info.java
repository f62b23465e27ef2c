/// Track vectors from playlists: the sampler, the contrastive loss with its gradient, the lazy optimiser and the float
/// kernels under them. The same playlists, configuration and seed give the same vectors, bit for bit, whatever the
/// order the playlists came in and however many threads worked, on one kind of processor.
@NullMarked
package dev.segue.training;

import org.jspecify.annotations.NullMarked;
