package dev.segue.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Root genres of artists, read from tables of fine ones: a header with `genres` and `name` or `artists`, genres as a
/// list in quotes, as in `"['dance pop', 'pop']"`.
///
/// An artist's root is that of most of his genres, each of which counts for the first root whose word it holds; of
/// equal ones the first of the list below.
final class GenreTable {

    /// Words by root; the more telling roots stand first, because `pop` and `rock` are part of many names.
    private static final Map<String, List<String>> ROOTS = roots();

    private final Map<String, String> rootOf = new HashMap<>();

    private static Map<String, List<String>> roots() {
        var roots = new LinkedHashMap<String, List<String>>();
        roots.put("christian", List.of("christian", "worship", "gospel", "ccm"));
        roots.put("classical", List.of("classical", "orchestra", "baroque", "opera", "soundtrack"));
        roots.put("jazz", List.of("jazz", "bebop", "swing", "bossa"));
        roots.put("blues", List.of("blues"));
        roots.put("country", List.of("country", "bluegrass", "americana", "nashville"));
        roots.put("folk", List.of("folk", "singer-songwriter", "stomp"));
        roots.put("reggae", List.of("reggae", "dancehall", "ska", "dub"));
        roots.put("latin", List.of("latin", "reggaeton", "salsa", "bachata", "mariachi", "banda", "cumbia"));
        roots.put("metal", List.of("metal", "metalcore", "djent", "grindcore"));
        roots.put("punk", List.of("punk", "emo", "hardcore"));
        roots.put("hip hop", List.of("hip hop", "rap", "trap", "grime"));
        roots.put("soul", List.of("soul", "r&b", "funk", "motown", "disco"));
        roots.put("electronic", List.of("edm", "house", "electro", "techno", "trance", "dubstep", "ambient", "lo-fi"));
        roots.put("indie", List.of("indie", "alternative", "shoegaze"));
        roots.put("rock", List.of("rock", "grunge"));
        roots.put("pop", List.of("pop", "boy band", "idol"));
        return roots;
    }

    /// @throws dev.segue.domain.SegueException when a file cannot be read or has no such header
    static GenreTable read(Path path) {
        var table = new GenreTable();
        for (Path file : DataFiles.find(path, ".csv")) {
            try (BufferedReader in = DataFiles.text(file)) {
                table.read(file, in);
            } catch (IOException e) {
                throw DataFiles.unreadable(file, e);
            }
        }
        return table;
    }

    private void read(Path file, BufferedReader in) throws IOException {
        String first = in.readLine();
        List<String> header = first == null ? List.of() : cells(first);
        int genres = header.indexOf("genres");
        int name = Math.max(header.indexOf("name"), header.indexOf("artists"));
        if (genres < 0 || name < 0) {
            throw DataFiles.malformed(file, "", "expected a header with genres and name or artists, got " + header);
        }
        int number = 1;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            number++;
            List<String> row = cells(line);
            if (row.size() != header.size()) {
                throw DataFiles.malformed(
                        file, ", line " + number, "expected " + header.size() + " cells, got " + row.size());
            }
            root(row.get(genres)).ifPresent(root -> rootOf.putIfAbsent(plain(row.get(name)), root));
        }
    }

    /// The root genre of an artist by his name; empty when the tables do not tell.
    Optional<String> of(String artist) {
        return Optional.ofNullable(rootOf.get(plain(artist)));
    }

    private static Optional<String> root(String genres) {
        var counts = new LinkedHashMap<String, Integer>();
        for (String genre : genres.split("[\\[\\]',]")) {
            ROOTS.entrySet().stream()
                    .filter(root -> root.getValue().stream().anyMatch(genre::contains))
                    .findFirst()
                    .ifPresent(root -> counts.merge(root.getKey(), 1, Integer::sum));
        }
        return ROOTS.keySet().stream()
                .filter(counts::containsKey)
                .reduce((a, b) -> counts.getOrDefault(b, 0) > counts.getOrDefault(a, 0) ? b : a);
    }

    private static String plain(String name) {
        return Normalizer.normalize(name.toLowerCase(Locale.ROOT), Normalizer.Form.NFKD)
                .replaceAll("[^\\p{L}\\p{N}]+", "");
    }

    /// Cells of a row; one in quotes may hold commas, and doubled quotes for quotes.
    private static List<String> cells(String line) {
        var cells = new ArrayList<String>();
        var cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                cell.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }
}
