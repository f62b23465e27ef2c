package dev.segue.crawler.source.live;

import dev.segue.crawler.source.Finding;
import dev.segue.crawler.upstream.Host;
import dev.segue.crawler.upstream.UpstreamFailure;
import dev.segue.domain.PlaylistId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A listing of playlists, page by page, to its end or to a limit. A page that names nothing new ends it with a
// failure:
/// it would go on for ever.
abstract class ListingReading extends LiveReading {

    private final String source;
    private final Host host;
    private final int most;
    private final Set<String> seen = new HashSet<>();
    private int offset;

    /// @param most playlists it is to give
    ListingReading(String source, Host host, int most) {
        this.source = source;
        this.host = host;
        this.most = most;
    }

    /// One page as it is being read; what it names is listed when it was read to its end.
    static final class Page {
        private final List<Item> items = new ArrayList<>();

        /// How many places of the listing it takes, whatever it says of them.
        int places;

        /// Whether there is another one after it.
        boolean more;

        /// Where that one is, if it says so; must be at the same host.
        @Nullable
        String next;

        private record Item(String id, @Nullable String owner) {}

        /// @param id at the source; one that is none is left out
        void name(@Nullable String id, @Nullable String owner) {
            if (id != null) {
                items.add(new Item(id, owner));
            }
        }
    }

    /// Reads the page that begins at `offset`.
    abstract Page page(int offset) throws InterruptedException;

    @Override
    final boolean more() throws InterruptedException {
        Page page = page(offset);
        offset += page.places;
        int before = seen.size();
        for (Page.Item item : page.items) {
            if (seen.size() < most && PlaylistId.isValid(source + ":" + item.id()) && seen.add(item.id())) {
                found(new Finding.Listed(new PlaylistId(source + ":" + item.id()), item.owner()));
            }
        }
        if (!page.more || seen.size() >= most) {
            return false;
        }
        if (page.next != null) {
            host.onThisHost(page.next);
        }
        if (seen.size() == before) {
            throw new UpstreamFailure(
                    UpstreamFailure.Kind.ASTRAY,
                    "expected playlists that were not listed yet, got another page of the same");
        }
        return true;
    }
}
