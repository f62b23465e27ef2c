package dev.segue.recommending.twostage;

import dev.segue.recommending.twostage.Neighbours.SeedWeights;

/// How the first stages score queries of one shape.
///
/// @param seeds how seeds weigh when playlists are compared
/// @param lengthExponent playlists are scored over `length^lengthExponent`
/// @param neighbours most playlists that vote
/// @param power of the votes of [Stage#PLAYLISTS]
/// @param artistWeight of the cosine of artists beside that of seeds, both brought to a best of 1
/// @param artistPower of the votes of [Stage#ARTISTS]
/// @param ridgePower of the votes of [Stage#RIDGE]
record Settings(
        SeedWeights seeds,
        double lengthExponent,
        int neighbours,
        double power,
        double artistWeight,
        double artistPower,
        double ridgePower) {

    static Settings of(Shape shape) {
        return switch (shape) {
            case NONE, ONE -> new Settings(new SeedWeights(.2, 1, 1), .3, 700, 1, .8, 1.25, 1);
            case FEW -> new Settings(new SeedWeights(.4, 1, 1), .5, 1000, 1, .8, 1.25, 1);
            case SOME -> new Settings(new SeedWeights(.4, .5, 6), .4, 1000, 1.25, .6, 1.5, 1);
            case MANY -> new Settings(new SeedWeights(.4, .5, 6), .4, 1000, 1.5, .5, 2, 1.25);
            case LONG -> new Settings(new SeedWeights(.4, .5, 6), .5, 1000, 2, .5, 2, 1.5);
        };
    }
}
