package coop.entrelacs.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP with a bound on how many connections one address holds: whoever opens them and says little takes their own share of them, and not
 * everybody's. A network of IPv6 (/64) counts as one address. Proxies stand for many and are not counted.
 */
public final class ConnectionsPerAddress extends Http11NioProtocol {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionsPerAddress.class);

    private final Counting endpoint;

    /** Made by the container, by its name. */
    public ConnectionsPerAddress() {
        this(new Counting());
    }

    private ConnectionsPerAddress(Counting endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    /**
     * @param most 0 for no bound
     * @param proxies addresses that are not counted
     */
    void bound(int most, @Nullable Pattern proxies) {
        endpoint.most = most;
        endpoint.proxies = proxies;
    }

    private static final class Counting extends NioEndpoint {

        private volatile int most;
        private volatile @Nullable Pattern proxies;

        @Override
        protected boolean setSocketOptions(SocketChannel socket) {
            if (isOneTooMany(socket)) {
                destroySocket(socket);
                return false;
            }
            return super.setSocketOptions(socket);
        }

        /** What is open is counted anew each time: there is no count that could go astray. Only one thread accepts. */
        private boolean isOneTooMany(SocketChannel socket) {
            InetAddress from = address(socket);
            Pattern trusted = proxies;
            if (most <= 0
                    || from == null
                    || getConnections().size() < most
                    || (trusted != null
                            && trusted.matcher(from.getHostAddress()).matches())) {
                return false;
            }
            byte[] network = network(from);
            long held = getConnections().stream()
                    .map(Counting::address)
                    .filter(other -> other != null && Arrays.equals(network(other), network))
                    .count();
            if (held >= most) {
                LOG.debug("an address holds {} connections and gets no more", held);
                return true;
            }
            return false;
        }

        private static @Nullable InetAddress address(SocketWrapperBase<NioChannel> open) {
            NioChannel channel = open.getSocket();
            return channel == null || channel.getIOChannel() == null ? null : address(channel.getIOChannel());
        }

        private static @Nullable InetAddress address(SocketChannel socket) {
            try {
                return socket.isOpen() && socket.getRemoteAddress() instanceof InetSocketAddress remote
                        ? remote.getAddress()
                        : null;
            } catch (IOException e) {
                // Gone meanwhile: it counts for nobody.
                return null;
            }
        }

        private static byte[] network(InetAddress address) {
            byte[] bytes = address.getAddress();
            return bytes.length == 16 ? Arrays.copyOf(bytes, 8) : bytes;
        }
    }
}
