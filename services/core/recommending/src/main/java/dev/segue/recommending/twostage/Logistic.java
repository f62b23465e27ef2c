package dev.segue.recommending.twostage;

/// A linear logit over scaled features.
///
/// @param weights one a [Feature], of its scaled value; shared, never changed
/// @param bias added
public record Logistic(float[] weights, float bias) {

    public float logit(float[] row) {
        float sum = bias;
        Feature[] features = FEATURES;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] != 0) {
                sum += weights[i] * features[i].scaled(row[i]);
            }
        }
        return sum;
    }

    private static final Feature[] FEATURES = Feature.values();
}
