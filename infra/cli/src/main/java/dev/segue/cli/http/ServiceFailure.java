package dev.segue.cli.http;

/// A service did not do what it was asked to.
public final class ServiceFailure extends RuntimeException {

    private final int status;

    /// @param status of the HTTP answer; 0 when there was none
    public ServiceFailure(int status, String message, Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    /// @param status of the HTTP answer; 0 when there was none
    public ServiceFailure(int status, String message) {
        super(message);
        this.status = status;
    }

    /// Whether the same question may be answered a little later: the service restarts, or is not ready.
    public boolean isPassing() {
        return status == 0 || status == 503;
    }

    /// Status of the HTTP answer; 0 when there was none.
    public int status() {
        return status;
    }
}
