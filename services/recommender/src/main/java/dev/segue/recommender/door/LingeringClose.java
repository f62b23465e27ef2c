package dev.segue.recommender.door;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Closes a connection whose request is still coming in in two steps (RFC 9112, section 9.6): first the sending side,
/// so that the client sees the end of its answer; then, when the rest of the request has been read and thrown away, all
/// of it. Closed at once, the bytes nobody read would be answered by a reset, and a reset takes an answer away that the
/// client has not yet read: who sends too much would learn "connection reset" and not why.
///
/// Stands behind the decoder, where requests begin and end. Nothing of a request goes on to whoever is behind once the
/// closing has begun.
final class LingeringClose extends ChannelDuplexHandler {

    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final long MOST_BYTES = 64L << 20;

    private boolean receiving;
    private long discarded;
    private @Nullable ChannelPromise closing;
    private @Nullable Future<?> timer;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof HttpRequest) {
            receiving = true;
        }
        if (message instanceof LastHttpContent) {
            receiving = false;
        }
        if (closing == null) {
            super.channelRead(context, message);
            return;
        }
        if (message instanceof HttpContent content) {
            discarded += content.content().readableBytes();
        }
        ReferenceCountUtil.release(message);
        if (!receiving || discarded > MOST_BYTES) {
            context.close();
        }
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) throws Exception {
        if (closing != null) {
            closing.addListener(_ -> promise.trySuccess());
        } else if (receiving && context.channel().isActive() && context.channel() instanceof DuplexChannel channel) {
            closing = promise;
            channel.shutdownOutput();
            timer = context.executor().schedule(() -> context.close(), LONGEST.toMillis(), TimeUnit.MILLISECONDS);
            channel.config().setAutoRead(true);
        } else {
            super.close(context, promise);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        if (timer != null) {
            timer.cancel(false);
        }
        if (closing != null) {
            closing.trySuccess();
        }
        super.channelInactive(context);
    }
}
