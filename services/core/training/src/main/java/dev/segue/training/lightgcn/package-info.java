/// LightGCN over the graph of playlists and tracks, trained with Bayesian personalised ranking, and with the contrast
/// of noisy views that makes it SimGCL.
@NullMarked
package dev.segue.training.lightgcn;

import org.jspecify.annotations.NullMarked;
