package dev.segue.recommending.twostage;

/// Solves `(K + λI) x = b` for the kernel of a library's playlists.
interface KernelSolver {

    /// @param right b, by playlist ordinal; 0 for the playlist left out; not changed
    /// @param without a playlist whose row and column are taken out of the system, or -1
    /// @return x, by playlist ordinal; 0 for the playlist left out
    float[] solve(float[] right, int without);
}
