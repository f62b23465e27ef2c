package dev.segue.crawler.source.file;

import dev.segue.crawler.source.Flaw;
import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds what there is to read under a path: a file, a folder with all below it, or a glob such as
/// `/dumps/mpd.slice.*.json.gz`.
///
/// In a folder only files named `.json`, `.jspf` or `.csv`, packed as `.gz` or `.zst` or not, are looked at, hidden
/// ones left out; a file that is named or globbed is read whatever it is called. The order is that of the paths. A
/// playlist table and a track table are one target, whichever of them was found.
public final class FileSearch {

    private static final Pattern PLAYLIST_FILE =
            Pattern.compile(".+\\.(json|jspf|csv)(\\.gz|\\.zst)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern TABLE_FILE = Pattern.compile(".+\\.csv(\\.gz|\\.zst)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern TABLE_ROLE = Pattern.compile("playlists?|tracks?");
    private static final Pattern GLOB_SIGNS = Pattern.compile("[*?\\[{]");

    private final List<Path> roots;

    /// @param roots folders that may be read from; empty for all
    public FileSearch(List<Path> roots) {
        this.roots = List.copyOf(roots);
    }

    /// What was found.
    ///
    /// @param targets in the order of their paths
    /// @param flaws files that cannot be read or are of no known format
    /// @param filesSeen all files that were looked at, the flawed ones included
    public record Result(List<FileTarget> targets, List<Flaw> flaws, int filesSeen) {
        public Result {
            targets = List.copyOf(targets);
            flaws = List.copyOf(flaws);
        }
    }

    /// Whether there is anything at `path`, before it is searched.
    ///
    /// @throws SegueException NOT_FOUND when there is nothing, INVALID_REQUEST when the path is none or not allowed
    public void require(String path) {
        Path start = start(path);
        if (!Files.exists(start)) {
            throw new SegueException(
                    ErrorCode.NOT_FOUND,
                    "path: expected a file, a folder or a glob, got '" + path + "' where nothing is");
        }
        requireAllowed(real(start), path);
    }

    /// @param format how to read every file, or null to tell by its content
    /// @throws SegueException when `path` is refused as in [#require]
    public Result search(String path, @Nullable FileFormat format) throws IOException {
        require(path);
        var flaws = new ArrayList<Flaw>();
        Set<Path> files = files(path, flaws);
        var targets = new ArrayList<FileTarget>();
        var tables = new Tables();
        for (Path file : files) {
            try {
                requireAllowed(file, path);
                var inspection = Inspection.of(file);
                Optional<FileFormat> found = Optional.ofNullable(format).or(inspection::looksLike);
                if (found.isEmpty() || inspection.bytes() == 0) {
                    flaws.add(unknown(inspection, format));
                } else if (found.get() == FileFormat.CSV) {
                    Optional<FileTarget> target = tables.target(inspection);
                    target.filter(one -> targets.stream()
                                    .noneMatch(other -> other.id().equals(one.id())))
                            .ifPresent(targets::add);
                } else {
                    targets.add(target(found.get(), inspection));
                }
            } catch (IOException | SegueException e) {
                flaws.add(new Flaw(
                        file.toString(), "the file", "a file that can be read", String.valueOf(e.getMessage())));
            } catch (NoPartner e) {
                flaws.add(e.flaw);
            }
        }
        int seen = targets.stream().mapToInt(target -> target.files().size()).sum() + flaws.size();
        return new Result(targets, flaws, seen);
    }

    private static Flaw unknown(Inspection inspection, @Nullable FileFormat format) {
        String expected = format != null
                ? format.description()
                : "one of " + FileFormat.names() + " (" + ErrorCode.UNKNOWN_FORMAT + ")";
        return new Flaw(inspection.file().toString(), "its beginning", expected, inspection.begins());
    }

    private static FileTarget target(FileFormat format, Inspection file) {
        return new FileTarget(format, List.of(file.file()), file.bytes(), file.modifiedMillis(), file.fingerprint());
    }

    private Set<Path> files(String path, List<Flaw> flaws) throws IOException {
        Path start = start(path);
        if (Files.isRegularFile(start)) {
            return Set.of(real(start));
        }
        boolean isGlob = !start.equals(parsed(path));
        Predicate<Path> wanted = isGlob
                ? matcher(path)
                : file -> PLAYLIST_FILE.matcher(file.getFileName().toString()).matches();
        var found = new ArrayList<Path>();
        Files.walkFileTree(
                start, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                        return !folder.equals(start) && isHidden(folder)
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (attributes.isRegularFile() && !isHidden(file) && wanted.test(file)) {
                            found.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException failure) {
                        flaws.add(new Flaw(file.toString(), "the file", "a file that can be read", failure.toString()));
                        return FileVisitResult.CONTINUE;
                    }
                });
        found.sort(Comparator.naturalOrder());
        var files = new LinkedHashSet<Path>();
        for (Path file : found) {
            files.add(real(file));
        }
        return files;
    }

    private static PathMatcherAsPredicate matcher(String path) {
        return new PathMatcherAsPredicate(
                FileSystems.getDefault().getPathMatcher("glob:" + parsed(path).toString()));
    }

    private record PathMatcherAsPredicate(PathMatcher matcher) implements Predicate<Path> {
        @Override
        public boolean test(Path file) {
            return matcher.matches(file);
        }
    }

    private static boolean isHidden(Path path) {
        Path name = path.getFileName();
        return name != null && name.toString().startsWith(".");
    }

    /// Where the search begins: the path itself if it exists, else the folders before the first sign of a glob.
    private static Path start(String path) {
        Path whole = parsed(path);
        if (Files.exists(whole) || !GLOB_SIGNS.matcher(path).find()) {
            return whole;
        }
        Path start = whole.getRoot();
        for (Path step : whole) {
            if (GLOB_SIGNS.matcher(step.toString()).find()) {
                break;
            }
            start = start.resolve(step);
        }
        return start;
    }

    private static Path parsed(String path) {
        try {
            Path parsed = Path.of(path);
            if (parsed.isAbsolute()) {
                return parsed.normalize();
            }
        } catch (InvalidPathException e) {
            throw new SegueException(
                    ErrorCode.INVALID_REQUEST, "path: expected a path, got '" + path + "': " + e.getReason(), e);
        }
        throw new SegueException(ErrorCode.INVALID_REQUEST, "path: expected an absolute path, got '" + path + "'");
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path;
        }
    }

    private void requireAllowed(Path real, String asked) {
        if (!roots.isEmpty() && roots.stream().noneMatch(root -> real.startsWith(real(root)))) {
            throw new SegueException(
                    ErrorCode.INVALID_REQUEST, "path: expected one below " + roots + ", got '" + asked + "'");
        }
    }

    /// Finds to each table the one that belongs to it, in the same folder.
    private static final class Tables {
        private final Map<Path, List<Inspection>> byFolder = new HashMap<>();

        /// @return empty when the table is half of a target that its other half makes
        Optional<FileTarget> target(Inspection table) throws IOException, NoPartner {
            Header header = table.header();
            if (header == null || !header.isPlaylistTable() && !header.isTrackTable()) {
                throw new NoPartner(new Flaw(
                        table.file().toString(), "its beginning", FileFormat.CSV.description(), table.begins()));
            }
            boolean isPlaylists = header.isPlaylistTable();
            Inspection partner = partner(table, isPlaylists);
            Inspection playlists = isPlaylists ? table : partner;
            Inspection tracks = isPlaylists ? partner : table;
            return Optional.of(new FileTarget(
                    FileFormat.CSV,
                    List.of(playlists.file(), tracks.file()),
                    playlists.bytes() + tracks.bytes(),
                    Math.max(playlists.modifiedMillis(), tracks.modifiedMillis()),
                    playlists.fingerprint() + "+" + tracks.fingerprint()));
        }

        private Inspection partner(Inspection table, boolean isPlaylists) throws IOException, NoPartner {
            List<Inspection> candidates = tablesBeside(table.file()).stream()
                    .filter(other -> !other.file().equals(table.file()))
                    .filter(other -> other.header() != null
                            && (isPlaylists
                                    ? other.header().isTrackTable()
                                    : other.header().isPlaylistTable()))
                    .toList();
            if (candidates.size() > 1) {
                candidates = candidates.stream()
                        .filter(other -> stem(other.file()).equals(stem(table.file())))
                        .toList();
            }
            if (candidates.size() != 1) {
                throw new NoPartner(new Flaw(
                        table.file().toString(),
                        "the folder beside it",
                        "one " + (isPlaylists ? "track table" : "playlist table") + " that belongs to it",
                        candidates.size() + " that could"));
            }
            return candidates.getFirst();
        }

        private List<Inspection> tablesBeside(Path file) throws IOException {
            Path folder = file.getParent();
            List<Inspection> known = byFolder.get(folder);
            if (known != null) {
                return known;
            }
            var tables = new ArrayList<Inspection>();
            try (Stream<Path> files = Files.list(folder)) {
                for (Path one : files.sorted().toList()) {
                    if (Files.isRegularFile(one)
                            && TABLE_FILE.matcher(one.getFileName().toString()).matches()) {
                        tables.add(Inspection.of(real(one)));
                    }
                }
            }
            byFolder.put(folder, tables);
            return tables;
        }

        /// The name of a table without what says which of the two it is, and without how it is packed.
        private static String stem(Path file) {
            String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
            return TABLE_ROLE
                    .matcher(name.replaceFirst("\\.csv(\\.gz|\\.zst)?$", ""))
                    .replaceAll("");
        }
    }

    /// A table that stands alone.
    private static final class NoPartner extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Flaw flaw;

        NoPartner(Flaw flaw) {
            super(flaw.toString(), null, false, false);
            this.flaw = flaw;
        }
    }
}
