package coop.entrelacs.ui.kit;

import com.vaadin.flow.component.html.IFrame;
import com.vaadin.flow.server.streams.DownloadHandler;
import java.util.function.Supplier;

/** Files that a page hands over, read at the moment they are asked for, bound to the tab's tenant and person. */
public final class Downloads {

    private Downloads() {}

    /** A file. */
    public record Named(String name, String mediaType, byte[] content) {
        public static Named pdf(String name, byte[] content) {
            return new Named(name, "application/pdf", content);
        }
    }

    public static DownloadHandler of(Supplier<Named> file) {
        return event -> {
            Named named = Presence.of(event.getUI()).in(file);
            event.setFileName(named.name());
            event.setContentType(named.mediaType());
            event.setContentLength(named.content().length);
            event.getOutputStream().write(named.content());
        };
    }

    /** The same, shown by the browser rather than kept. */
    public static DownloadHandler shown(Supplier<Named> file) {
        return event -> {
            Named named = Presence.of(event.getUI()).in(file);
            event.inline(named.name());
            event.setContentType(named.mediaType());
            event.setContentLength(named.content().length);
            event.getOutputStream().write(named.content());
        };
    }

    /** A document within the page. */
    public static IFrame frame(String title, Supplier<Named> file) {
        IFrame frame = new IFrame(shown(file));
        frame.addClassName("pdf");
        frame.setTitle(title);
        return frame;
    }
}
