package dev.segue.search;

import dev.segue.domain.SegueException;
import java.util.List;

/// Vectors by id, found by cosine.
///
/// A write counts when its version is above the one its id has, deletes included; another changes nothing. Writes are
/// visible after the next [#refresh] at the latest, and whole: no search sees half of a write. One thread writes, any
/// number search.
///
/// Vectors need not be of unit length. One that is of another dimension, not finite or all zero is refused with
/// `INVALID_REQUEST`, whether it is written or searched for, and nothing changes.
public interface VectorIndex extends AutoCloseable {

    /// Numbers in a vector.
    int dimension();

    /// Gives an id its vector.
    ///
    /// @param vector `[dimension]`; read, never kept
    /// @return false when a write of this or a later version came before
    /// @throws SegueException `INVALID_REQUEST` for a vector that is none
    boolean upsert(String id, float[] vector, long version);

    /// Takes an id's vector away; remembered also where there is none.
    ///
    /// @return false when a write of this or a later version came before
    boolean delete(String id, long version);

    /// Makes what was written before visible to searches that begin afterwards.
    void refresh();

    /// The ids whose vectors lie nearest.
    ///
    /// @param vector `[dimension]`; read, never kept
    /// @param k at most so many, from 0; more than there are gives all
    /// @return nearest first; exact or nearly so, as the implementation says
    /// @throws SegueException `INVALID_REQUEST` for a vector that is none
    List<Near> nearest(float[] vector, int k, IdFilter filter);

    /// Greatest version that searches see; −1 before the first.
    long watermark();

    /// Vectors that searches see.
    int size();

    @Override
    void close();

    /// An id near a vector.
    ///
    /// @param cosine −1 to 1, of the vectors as they were written, whatever they were found by
    record Near(String id, float cosine) {}
}
