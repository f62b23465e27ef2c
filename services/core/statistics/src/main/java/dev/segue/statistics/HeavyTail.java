package dev.segue.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.LongToDoubleFunction;
import org.hipparchus.optim.InitialGuess;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunction;
import org.hipparchus.optim.nonlinear.scalar.noderiv.NelderMeadSimplex;
import org.hipparchus.optim.nonlinear.scalar.noderiv.SimplexOptimizer;
import org.hipparchus.optim.univariate.BrentOptimizer;
import org.hipparchus.optim.univariate.SearchInterval;
import org.hipparchus.optim.univariate.UnivariateObjectiveFunction;
import org.hipparchus.special.Erf;

/// The law of a distribution's upper tail: a discrete power law by maximum likelihood, its beginning chosen so that
/// the Kolmogorov–Smirnov distance is smallest, against a discretised log-normal fitted to the same tail by maximum
/// likelihood.
///
/// Its beginning is looked for among at most 100 of the different numbers, and with at least 50 numbers in the tail.
///
/// @param minimum where the tail begins, inclusive
/// @param tail how many numbers are in it
/// @param exponent α of p(x) ∝ x^−α
/// @param exponentError standard error of α
/// @param distance Kolmogorov–Smirnov, between the tail and the power law
/// @param logNormalMean μ of the logarithms of the alternative
/// @param logNormalDeviation σ of the logarithms of the alternative
/// @param likelihoodRatio natural logarithm, above 0 when the power law is the likelier one
/// @param pValue of Vuong's test that both are equally far from the truth, two-sided
///
/// Source: Clauset, Shalizi, Newman, "Power-law distributions in empirical data", SIAM Review 51 (2009), sections 3
/// and 5.
public record HeavyTail(
        long minimum,
        long tail,
        double exponent,
        double exponentError,
        double distance,
        double logNormalMean,
        double logNormalDeviation,
        double likelihoodRatio,
        double pValue) {

    private static final int FEWEST = 50;
    private static final int CANDIDATES = 100;
    private static final double LEAST_EXPONENT = 1.01;
    private static final double MOST_EXPONENT = 12;
    private static final double SIGNIFICANT = 0.1;
    private static final int EVALUATIONS = 5_000;

    /// Which law the tail follows.
    public enum Law {
        POWER_LAW,
        LOG_NORMAL,
        /// Neither is significantly likelier.
        UNDECIDED
    }

    /// The likelier law, when p is at most 0.1.
    public Law law() {
        if (pValue > SIGNIFICANT || Double.isNaN(pValue)) {
            return Law.UNDECIDED;
        }
        return likelihoodRatio > 0 ? Law.POWER_LAW : Law.LOG_NORMAL;
    }

    /// Fits both laws; empty when there are fewer than 50 numbers from 1 up, or fewer than three different ones.
    public static Optional<HeavyTail> of(IntegerDistribution distribution) {
        SortedMap<Long, Long> positive = distribution.counts().tailMap(1L);
        Fit best = null;
        for (long minimum : candidates(positive)) {
            Fit fit = Fit.of(positive.tailMap(minimum));
            if (best == null || fit.distance() < best.distance()) {
                best = fit;
            }
        }
        return best == null ? Optional.empty() : Optional.of(against(best));
    }

    private static List<Long> candidates(SortedMap<Long, Long> positive) {
        long left = positive.values().stream().mapToLong(Long::longValue).sum();
        var possible = new ArrayList<Long>();
        int different = positive.size();
        for (Map.Entry<Long, Long> entry : positive.entrySet()) {
            if (left < FEWEST || different < 3) {
                break;
            }
            possible.add(entry.getKey());
            left -= entry.getValue();
            different--;
        }
        if (possible.size() <= CANDIDATES) {
            return possible;
        }
        var spread = new ArrayList<Long>();
        for (int i = 0; i < CANDIDATES; i++) {
            spread.add(possible.get((int) ((long) i * possible.size() / CANDIDATES)));
        }
        return spread;
    }

    /// A power law fitted to a tail.
    private record Fit(SortedMap<Long, Long> tail, long size, double exponent, double distance) {

        static Fit of(SortedMap<Long, Long> tail) {
            long size = 0;
            double logs = 0;
            for (var entry : tail.entrySet()) {
                size += entry.getValue();
                logs += entry.getValue() * Math.log(entry.getKey());
            }
            long n = size;
            double sum = logs;
            long minimum = tail.firstKey();
            double exponent = new BrentOptimizer(1e-9, 1e-9)
                    .optimize(
                            new MaxEval(EVALUATIONS),
                            GoalType.MAXIMIZE,
                            new SearchInterval(LEAST_EXPONENT, MOST_EXPONENT),
                            new UnivariateObjectiveFunction(
                                    alpha -> -n * Math.log(HurwitzZeta.of(alpha, minimum)) - alpha * sum))
                    .getPoint();
            return new Fit(tail, size, exponent, distance(tail, size, exponent));
        }

        private static double distance(SortedMap<Long, Long> tail, long size, double exponent) {
            double all = HurwitzZeta.of(exponent, tail.firstKey());
            double largest = 0;
            long seen = 0;
            for (var entry : tail.entrySet()) {
                seen += entry.getValue();
                double model = 1 - HurwitzZeta.of(exponent, entry.getKey() + 1.0) / all;
                largest = Math.max(largest, Math.abs((double) seen / size - model));
            }
            return largest;
        }
    }

    private static HeavyTail against(Fit fit) {
        double zeta = Math.log(HurwitzZeta.of(fit.exponent(), fit.tail().firstKey()));
        LongToDoubleFunction powerLaw = x -> -fit.exponent() * Math.log(x) - zeta;
        double[] parameters = logNormal(fit.tail());
        LongToDoubleFunction logNormal = x ->
                logNormal(parameters[0], Math.exp(parameters[1]), fit.tail().firstKey(), x);
        double ratio = 0;
        double squares = 0;
        for (var entry : fit.tail().entrySet()) {
            double each = powerLaw.applyAsDouble(entry.getKey()) - logNormal.applyAsDouble(entry.getKey());
            ratio += each * entry.getValue();
            squares += each * each * entry.getValue();
        }
        double mean = ratio / fit.size();
        double variance = squares / fit.size() - mean * mean;
        double pValue = Erf.erfc(Math.abs(ratio) / Math.sqrt(2 * fit.size() * variance));
        return new HeavyTail(
                fit.tail().firstKey(),
                fit.size(),
                fit.exponent(),
                (fit.exponent() - 1) / Math.sqrt(fit.size()),
                fit.distance(),
                parameters[0],
                Math.exp(parameters[1]),
                ratio,
                pValue);
    }

    /// @return μ and ln σ
    private static double[] logNormal(SortedMap<Long, Long> tail) {
        var logs = new Moments();
        tail.forEach((value, count) -> logs.add(Math.log(value), count));
        long minimum = tail.firstKey();
        return new SimplexOptimizer(1e-10, 1e-10)
                .optimize(
                        new MaxEval(EVALUATIONS),
                        GoalType.MAXIMIZE,
                        new InitialGuess(
                                new double[] {logs.mean(), Math.log(Math.max(0.1, Math.sqrt(logs.variance())))}),
                        new NelderMeadSimplex(2, 0.3),
                        new ObjectiveFunction(point -> likelihood(tail, minimum, point)))
                .getPoint();
    }

    private static double likelihood(SortedMap<Long, Long> tail, long minimum, double[] point) {
        double sum = 0;
        for (var entry : tail.entrySet()) {
            sum += entry.getValue() * logNormal(point[0], Math.exp(point[1]), minimum, entry.getKey());
        }
        return Double.isFinite(sum) ? sum : -Double.MAX_VALUE;
    }

    /// Logarithm of the probability of x under the log-normal, given that it is not below `minimum`.
    private static double logNormal(double mu, double sigma, long minimum, long x) {
        double scale = sigma * Math.sqrt(2);
        double within = Erf.erf((Math.log(x - 0.5) - mu) / scale, (Math.log(x + 0.5) - mu) / scale);
        double tail = Erf.erfc((Math.log(minimum - 0.5) - mu) / scale);
        return Math.log(Math.max(within, Double.MIN_NORMAL)) - Math.log(Math.max(tail, Double.MIN_NORMAL));
    }
}
