package dev.segue.recommender.door;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.spi.VertxServiceProvider;
import java.time.Duration;
import org.eclipse.microprofile.config.ConfigProvider;

/// Puts a [HeadDeadline] before everything else on every connection that is accepted. Vert.x offers no such limit and
/// finds this by its service file.
public final class GuardedTransport extends JDKTransport implements VertxServiceProvider {

    private static final String SETTING = "segue.recommender.head-deadline";
    private static final Duration DEFAULT = Duration.ofSeconds(10);

    @Override
    public void init(VertxBuilder builder) {
        builder.findTransport(this);
    }

    @Override
    public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
        super.configure(options, domainSocket, bootstrap);
        Duration patience = ConfigProvider.getConfig()
                .getOptionalValue(SETTING, Duration.class)
                .orElse(DEFAULT);
        bootstrap.handler(new Accepting(patience));
    }

    @ChannelHandler.Sharable
    private static final class Accepting extends ChannelInboundHandlerAdapter {

        private final Duration patience;

        Accepting(Duration patience) {
            this.patience = patience;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
            if (message instanceof Channel accepted) {
                accepted.pipeline().addFirst(new HeadDeadline(patience));
            }
            super.channelRead(context, message);
        }
    }
}
