package dev.segue.recommender.api;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.recommender.door.FrontDoor;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// Ends the reading of bodies that are larger than any request can be and did not say so; those that say so are turned
/// away at the door.
@Provider
final class BodyLimit implements ReaderInterceptor {

    @Override
    public @Nullable Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        context.setInputStream(new Limited(context.getInputStream()));
        return context.proceed();
    }

    /// A stream that ends with a refusal.
    private static final class Limited extends FilterInputStream {

        private long read;

        Limited(InputStream body) {
            super(body);
        }

        @Override
        public int read() throws IOException {
            int got = super.read();
            count(got < 0 ? 0 : 1);
            return got;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int got = super.read(bytes, offset, length);
            count(Math.max(0, got));
            return got;
        }

        private void count(int bytes) {
            read += bytes;
            if (read > FrontDoor.MAX_BODY_BYTES) {
                throw new SegueException(
                        ErrorCode.TOO_LARGE, "body: expected at most " + FrontDoor.MAX_BODY_BYTES + " bytes, got more");
            }
        }
    }
}
