package dev.segue.platform;

import dev.segue.domain.Provenance;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What an artefact is, where it comes from, and the digest of every file of it.
///
/// @param kind folder of the store, as `models` or `indexes`
/// @param id names it among its kind
/// @param attributes what only this kind has, as the dimension of a model
/// @param files all but the manifest itself, by path
public record ArtefactManifest(
        String kind, String id, Provenance provenance, Map<String, String> attributes, List<File> files) {

    public static final String FILE_NAME = "manifest.json";

    public ArtefactManifest {
        attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
        files = List.copyOf(files);
    }

    /// A file of an artefact.
    ///
    /// @param path below the artefact's folder, with `/`
    /// @param sha256 hex
    public record File(String path, long bytes, String sha256) {}

    /// Size of all files, the manifest excluded.
    public long bytes() {
        return files.stream().mapToLong(File::bytes).sum();
    }
}
