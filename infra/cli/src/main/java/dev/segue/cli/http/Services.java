package dev.segue.cli.http;

/// The services that the command speaks with.
///
/// @param crawler takes imports and deletions
/// @param preprocessor accounts for snapshots
/// @param trainer tells of trainings and starts them
/// @param recommender answers
public record Services(Service crawler, Service preprocessor, Service trainer, Service recommender) {}
