package dev.segue.recommending;

/// Settings of title pooling.
///
/// @param lengthExponent a match counts `score / length^lengthExponent`
/// @param power votes are `(count / best count)^power`
public record TitleSettings(double lengthExponent, double power) {}
