package dev.segue.evaluation;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// A part of a data set that comes in many files. Which part a file belongs to is decided by its name alone: SHA-256
/// modulo 5; 0 is test, 1 validation, the rest training.
public enum Fold {
    TEST,
    VALIDATION,
    TRAINING;

    private static final BigInteger PARTS = BigInteger.valueOf(5);

    /// @param fileName without folders, endings included
    public static Fold of(String fileName) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(fileName.getBytes(StandardCharsets.UTF_8));
            return switch (new BigInteger(1, digest).mod(PARTS).intValue()) {
                case 0 -> TEST;
                case 1 -> VALIDATION;
                default -> TRAINING;
            };
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every JDK has SHA-256", e);
        }
    }
}
