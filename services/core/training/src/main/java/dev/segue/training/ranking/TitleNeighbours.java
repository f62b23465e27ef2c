package dev.segue.training.ranking;

import dev.segue.recommending.TitleMatch;
import java.util.List;

/// Finds playlists with titles near one, as the service that is trained for does.
@FunctionalInterface
public interface TitleNeighbours {

    /// Where no title is searched.
    TitleNeighbours NONE = (title, except) -> List.of();

    /// Best first.
    ///
    /// @param except id of the playlist the title is of, which is left out
    List<TitleMatch> of(String title, String except);
}
