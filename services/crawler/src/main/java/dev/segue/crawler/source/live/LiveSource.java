package dev.segue.crawler.source.live;

import dev.segue.crawler.source.Source;
import dev.segue.domain.PlaylistId;
import java.util.Set;

/// A live service as a source. Its readings ask the service finding by finding; what the service fails to give they
/// throw as [dev.segue.crawler.upstream.UpstreamFailure], and nothing of a playlist that was not read whole.
public interface LiveSource extends Source<LiveTarget> {

    @Override
    LiveReading open(LiveTarget target);

    /// What it can be asked for.
    Set<LiveTarget.Kind> kinds();

    /// The platform's id of a playlist here.
    default PlaylistId playlistId(String atTheSource) {
        return new PlaylistId(name() + ":" + atTheSource);
    }
}
