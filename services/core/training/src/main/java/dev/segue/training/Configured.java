package dev.segue.training;

/// A configuration of a model by name: a record of which every component but the seed is in [#canonicalText()]. What
/// does not change the result, as the number of threads, is not here.
public interface Configured {

    /// Name of the model, as commands and configuration give it.
    String model();

    /// Of every random choice.
    long seed();

    /// Every component but the seed by name, in a fixed order and form: the text that a configuration hash is taken of.
    default String canonicalText() {
        return Settings.canonicalText(this);
    }
}
