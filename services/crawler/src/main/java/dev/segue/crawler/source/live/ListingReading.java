package dev.segue.crawler.source.live;

import dev.segue.crawler.source.Finding;
import dev.segue.crawler.upstream.Host;
import dev.segue.crawler.upstream.UpstreamFailure;
import dev.segue.domain.PlaylistId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A listing of playlists, page by page, to its end or to a limit. A page that names nothing new ends it
/// with a failure: it would go on for ever.
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

        /// Reads an item, standing at it. One without an id is left out.
        void item(Fields json, Shape shape, ItemField reader) throws IOException {
            var item = new Item();
            places++;
            json.object(shape, field -> reader.field(field, item));
            if (item.id != null) {
                items.add(item);
            }
        }
    }

    /// A playlist as a listing shows it.
    static final class Item {
        @Nullable
        String id;

        @Nullable
        String owner;
    }

    /// Told of each field of an item, standing at its value.
    interface ItemField {
        void field(String name, Item item) throws IOException;
    }

    /// Reads the page that begins at `offset`.
    abstract Page page(int offset) throws InterruptedException;

    @Override
    final boolean more() throws InterruptedException {
        Page page = page(offset);
        offset += page.places;
        int before = seen.size();
        for (Item item : page.items) {
            String id = source + ":" + item.id;
            if (seen.size() < most && PlaylistId.isValid(id) && seen.add(id)) {
                found(new Finding.Listed(new PlaylistId(id), item.owner));
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
