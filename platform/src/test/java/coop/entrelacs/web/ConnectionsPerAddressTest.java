package coop.entrelacs.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever opens many connections and says nothing keeps the others out of nothing. */
class ConnectionsPerAddressTest {

    private static final int MOST = 4;

    @TempDir
    java.nio.file.Path folder;

    private final List<Socket> open = new ArrayList<>();
    private @Nullable Tomcat server;

    @AfterEach
    void close() throws Exception {
        for (Socket one : open) {
            one.close();
        }
        if (server != null) {
            server.stop();
            server.destroy();
        }
    }

    @Test
    void an_address_holds_so_many_and_gets_more_once_it_lets_some_go() throws Exception {
        int port = started(null);
        for (int i = 0; i < MOST; i++) {
            assertThat(answers(connected(port))).isTrue();
        }

        assertThat(answers(connected(port))).isFalse();

        open.getFirst().close();
        Awaitility.await()
                .untilAsserted(() -> assertThat(answers(connected(port))).isTrue());
    }

    @Test
    void a_proxy_stands_for_many() throws Exception {
        int port = started(Pattern.compile("127\\.0\\.0\\.1"));

        for (int i = 0; i < 3 * MOST; i++) {
            assertThat(answers(connected(port))).isTrue();
        }
    }

    private int started(@Nullable Pattern proxies) throws Exception {
        Tomcat tomcat = new Tomcat();
        server = tomcat;
        tomcat.setBaseDir(folder.toString());
        Connector connector = new Connector(ConnectionsPerAddress.class.getName());
        connector.setPort(0);
        ((ConnectionsPerAddress) connector.getProtocolHandler()).bound(MOST, proxies);
        tomcat.setConnector(connector);
        tomcat.addContext("", folder.toString());
        tomcat.start();
        return connector.getLocalPort();
    }

    private Socket connected(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port);
        socket.setSoTimeout(10_000);
        open.add(socket);
        return socket;
    }

    /** Whether a request over it is answered; the connection stays open. */
    private static boolean answers(Socket socket) throws IOException {
        try {
            socket.getOutputStream().write("GET /x HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() == 'H';
        } catch (SocketException e) {
            return false;
        }
    }
}
