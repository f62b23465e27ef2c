package dev.segue.recommender.door;

import dev.segue.domain.ErrorCode;
import dev.segue.platform.Problem;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Gives a client so long for the head of a request, from its first byte to the empty line, and for the first one from
/// the opening of the connection; then it is told 408 and the connection ends. A client that sends a byte now and then
/// cannot hold a connection for ever, which no timeout between bytes prevents.
///
/// The first of a connection's handlers: it sees bytes, and puts a listener behind the decoder that sees
/// requests, and a [LingeringClose] behind that. The decoder must be there when the first bytes come, which it
/// is where HTTP/2 is switched off.
final class HeadDeadline extends ChannelInboundHandlerAdapter {

    private final Duration patience;
    private @Nullable Future<?> timer;
    private boolean expectingHead = true;
    private boolean listening;

    HeadDeadline(Duration patience) {
        this.patience = patience;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws Exception {
        start(context);
        super.channelActive(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        listen(context);
        if (expectingHead && timer == null && message instanceof ByteBuf bytes && bytes.isReadable()) {
            start(context);
        }
        super.channelRead(context, message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        stop();
        super.channelInactive(context);
    }

    private void start(ChannelHandlerContext context) {
        timer = context.executor().schedule(() -> refuse(context), patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void stop() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void listen(ChannelHandlerContext context) {
        ChannelHandlerContext decoder = context.pipeline().context(HttpRequestDecoder.class);
        if (!listening && decoder != null) {
            context.pipeline().addAfter(decoder.name(), "lingering-close", new LingeringClose());
            context.pipeline().addAfter(decoder.name(), "head-listener", new Heads());
            listening = true;
        }
    }

    private void refuse(ChannelHandlerContext context) {
        timer = null;
        Problem problem = Problem.of(ErrorCode.TOO_SLOW, "head: expected all of it within " + patience);
        String body = "{\"type\":\"%s\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}"
                .formatted(problem.type(), problem.title(), problem.status(), problem.detail());
        String answer = "HTTP/1.1 408 Request Timeout\r\nContent-Type: " + Problem.MEDIA_TYPE + "\r\nContent-Length: "
                + body.length() + "\r\nConnection: close\r\n\r\n" + body;
        // From here towards the wire: the HTTP encoder behind does not see it.
        context.writeAndFlush(Unpooled.copiedBuffer(answer, StandardCharsets.US_ASCII))
                .addListener(ChannelFutureListener.CLOSE);
    }

    /// Sees where heads end and where the next one may begin.
    private final class Heads extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
            if (message instanceof HttpRequest) {
                expectingHead = false;
                stop();
            }
            if (message instanceof LastHttpContent) {
                expectingHead = true;
            }
            super.channelRead(context, message);
        }
    }
}
