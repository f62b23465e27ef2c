package dev.segue.recommender.api;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.recommender.serving.RecommenderMetrics;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;

/// Times requests by operation and outcome.
@Singleton
final class RequestTimer {

    private final RecommenderMetrics metrics;

    RequestTimer(RecommenderMetrics metrics) {
        this.metrics = metrics;
    }

    <T> T time(String operation, Supplier<T> answering) {
        return time(operation, answering, _ -> "ok");
    }

    /// @param outcome of an answer: ok or fallback
    <T> T time(String operation, Supplier<T> answering, Function<T, String> outcome) {
        long start = System.nanoTime();
        String came = "failed";
        try {
            T answer = answering.get();
            came = outcome.apply(answer);
            return answer;
        } catch (SegueException e) {
            came = e.code().category() == ErrorCode.Category.INTERNAL ? "failed" : "refused";
            throw e;
        } catch (WebApplicationException e) {
            came = "refused";
            throw e;
        } finally {
            metrics.request(operation, came, Duration.ofNanos(System.nanoTime() - start));
        }
    }
}
