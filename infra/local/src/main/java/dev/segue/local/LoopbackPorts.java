package dev.segue.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/// TCP ports of the loopback interface that nobody listens on.
///
/// They lie below the range from which systems number outgoing connections, so that none of these can take a port
/// between the moment it is found free and the moment a server binds it. Processes begin at different places.
public final class LoopbackPorts {

    private static final int FIRST = 20_000;
    private static final int COUNT = 12_000;
    /// Coprime to [#COUNT], so that stepping by it visits every port once.
    private static final int STRIDE = 3_011;

    private static final AtomicInteger STEP =
            new AtomicInteger((int) (ProcessHandle.current().pid() % COUNT));

    private LoopbackPorts() {}

    /// A free port, another one at each call.
    ///
    /// @throws IllegalStateException when every port of the range is taken
    public static int free() {
        for (int attempt = 0; attempt < COUNT; attempt++) {
            long step = Integer.toUnsignedLong(STEP.getAndIncrement());
            int port = FIRST + (int) (step * STRIDE % COUNT);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("No free port on loopback between " + FIRST + " and " + (FIRST + COUNT - 1));
    }

    /// Whether a server could bind `port` now.
    public static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
