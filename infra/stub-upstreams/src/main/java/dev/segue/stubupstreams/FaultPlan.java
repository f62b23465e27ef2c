package dev.segue.stubupstreams;

/// Which request gets which fault.
@FunctionalInterface
public interface FaultPlan {

    FaultPlan NONE = (path, number) -> Fault.NONE;

    /// @param path of the request
    /// @param number of the request, counted from 0
    Fault of(String path, long number);

    /// A share of all requests gets one of the faults that pass, evenly and always the same.
    ///
    /// @param share 0 to 1
    static FaultPlan share(double share, long seed) {
        return (path, number) -> {
            long hash = (number + seed) * 0x9E3779B97F4A7C15L;
            hash = (hash ^ (hash >>> 29)) * 0xBF58476D1CE4E5B9L;
            hash = (hash ^ (hash >>> 32)) >>> 1;
            boolean faulty = hash % 10_000 < share * 10_000;
            return faulty ? Fault.PASSING.get((int) (hash / 10_000 % Fault.PASSING.size())) : Fault.NONE;
        };
    }
}
