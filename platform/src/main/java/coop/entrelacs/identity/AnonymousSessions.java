package coop.entrelacs.identity;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import org.springframework.stereotype.Component;

/**
 * A session in which nobody signs in is soon forgotten: it holds where somebody wanted to go, or a passkey's challenge, and anyone may
 * make as many as they like. It lives as long as others from the first request of somebody signed in.
 */
@Component
class AnonymousSessions implements HttpSessionListener {

    static final int SECONDS = 300;

    @Override
    public void sessionCreated(HttpSessionEvent created) {
        created.getSession().setMaxInactiveInterval(SECONDS);
    }

    static void isSomeones(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session != null && session.getMaxInactiveInterval() == SECONDS) {
            session.setMaxInactiveInterval(request.getServletContext().getSessionTimeout() * 60);
        }
    }
}
