package dev.segue.local.supervisor;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// A service reduced to its readiness: answers 503 for a while, then 200. Arguments: port, refusals.
final class AnsweringService {

    private AnsweringService() {}

    public static void main(String[] arguments) throws IOException {
        int[] refusals = {Integer.parseInt(arguments[1])};
        var server = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])), 0);
        server.createContext("/q/health/ready", exchange -> {
            System.out.println("asked for readiness");
            exchange.sendResponseHeaders(refusals[0]-- > 0 ? 503 : 200, -1);
            exchange.close();
        });
        server.start();
    }
}
