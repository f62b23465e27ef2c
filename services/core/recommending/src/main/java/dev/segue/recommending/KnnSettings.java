package dev.segue.recommending;

/// Settings of playlist-kNN.
///
/// @param damping β of a seed's weight `1 / ((popularity − 1)^β + 1)`: the higher, the less a popular seed says
/// @param lengthExponent playlists are scored by their seeds' weights over `length^lengthExponent`
/// @param neighbours most similar playlists that vote
/// @param power votes are `(similarity / best similarity)^power`
/// @param recencyFloor weight factor of a seed far from the end of the list; 1 = order does not count
/// @param recencySpan the factor of the seed `n` places before the last is `floor + (1 − floor) · exp(−n / span)`
/// Source: Ludewig et al., "Effective nearest-neighbor music recommendations", RecSys Challenge 2018.
public record KnnSettings(
        double damping, double lengthExponent, int neighbours, double power, double recencyFloor, double recencySpan) {

    public KnnSettings {
        require(damping >= 0 && damping <= 2, "damping", "0 to 2", damping);
        require(lengthExponent >= 0 && lengthExponent <= 1, "lengthExponent", "0 to 1", lengthExponent);
        require(neighbours >= 1, "neighbours", "at least 1", neighbours);
        require(power > 0, "power", "above 0", power);
        require(recencyFloor > 0 && recencyFloor <= 1, "recencyFloor", "above 0, at most 1", recencyFloor);
        require(recencySpan > 0, "recencySpan", "above 0", recencySpan);
    }

    KnnSettings withNeighbours(int other) {
        return new KnnSettings(damping, lengthExponent, other, power, recencyFloor, recencySpan);
    }

    /// Weight of a seed that `playlists` live playlists hold, `back` places before the last seed.
    float seedWeight(int playlists, int back) {
        double damped = 1 / (Math.pow(playlists - 1, damping) + 1);
        double recency = recencyFloor + (1 - recencyFloor) * Math.exp(-back / recencySpan);
        return (float) (damped * recency);
    }

    private static void require(boolean holds, String what, String expected, double got) {
        if (!holds) {
            throw new IllegalArgumentException(what + ": expected " + expected + ", got " + got);
        }
    }
}
