package coop.entrelacs.collaboration;

import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.crossing.CrossingHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Projects, words and shares as they arrive. */
final class ProjectMessages {

    private ProjectMessages() {}

    /** In a participant's cooperative: the newest revision replaces what it had. */
    @Component
    static class ProjectReceived implements CrossingHandler<ProjectBook.Told> {
        private final JdbcClient jdbc;
        private final JsonMapper json;
        private final LiveUpdates live;

        ProjectReceived(JdbcClient jdbc, JsonMapper json, LiveUpdates live) {
            this.jdbc = jdbc;
            this.json = json;
            this.live = live;
        }

        @Override
        public String kind() {
            return ProjectBook.Told.KIND;
        }

        @Override
        public Class<ProjectBook.Told> message() {
            return ProjectBook.Told.class;
        }

        @Override
        public void apply(TenantId sender, ProjectBook.Told message) {
            ProjectView project = message.project();
            if (!project.cooperative().equals(sender)) {
                throw new IllegalStateException(sender + " tells a project of " + project.cooperative());
            }
            jdbc.sql("""
                            INSERT INTO collab_copy(project_id, cooperative, revision, body) VALUES (?, ?, ?, ?::jsonb)
                            ON CONFLICT (project_id) DO UPDATE SET revision = excluded.revision, body = excluded.body
                            WHERE collab_copy.cooperative = excluded.cooperative AND collab_copy.revision < excluded.revision""")
                    .params(project.id(), sender.value(), project.revision(), json.writeValueAsString(project))
                    .update();
            live.publish("project", project.id());
        }
    }

    /** In the lead's: what cannot be applied any more is answered by an entry of the timeline, so that its author sees why. */
    @Component
    static class WordReceived implements CrossingHandler<Word> {
        private final ProjectShares shares;
        private final ProjectBook book;

        WordReceived(ProjectShares shares, ProjectBook book) {
            this.shares = shares;
            this.book = book;
        }

        @Override
        public String kind() {
            return Word.MESSAGE;
        }

        @Override
        public Class<Word> message() {
            return Word.class;
        }

        @Override
        public void apply(TenantId sender, Word message) {
            try {
                shares.apply(sender, message);
            } catch (CollaborationRefused refused) {
                boolean theirs = book.lock(message.project())
                        .participant(message.person())
                        .filter(one -> one.cooperative().equals(sender))
                        .isPresent();
                book.event(
                        message.project(),
                        "TOO_LATE",
                        theirs ? message.person() : null,
                        message.kind().name());
            }
            book.tell(message.project());
        }
    }

    @Component
    static class ShareOwed implements CrossingHandler<ShareMessages.Owed> {
        private final Mirrors mirrors;

        ShareOwed(Mirrors mirrors) {
            this.mirrors = mirrors;
        }

        @Override
        public String kind() {
            return ShareMessages.Owed.KIND;
        }

        @Override
        public Class<ShareMessages.Owed> message() {
            return ShareMessages.Owed.class;
        }

        @Override
        public void apply(TenantId sender, ShareMessages.Owed message) {
            mirrors.owed(sender, message);
        }
    }

    @Component
    static class ShareInvoiced implements CrossingHandler<ShareMessages.Invoiced> {
        private final ProjectShares shares;

        ShareInvoiced(ProjectShares shares) {
            this.shares = shares;
        }

        @Override
        public String kind() {
            return ShareMessages.Invoiced.KIND;
        }

        @Override
        public Class<ShareMessages.Invoiced> message() {
            return ShareMessages.Invoiced.class;
        }

        @Override
        public void apply(TenantId sender, ShareMessages.Invoiced message) {
            shares.invoiced(sender, message);
        }
    }

    @Component
    static class ShareReleased implements CrossingHandler<ShareMessages.Released> {
        private final Mirrors mirrors;

        ShareReleased(Mirrors mirrors) {
            this.mirrors = mirrors;
        }

        @Override
        public String kind() {
            return ShareMessages.Released.KIND;
        }

        @Override
        public Class<ShareMessages.Released> message() {
            return ShareMessages.Released.class;
        }

        @Override
        public void apply(TenantId sender, ShareMessages.Released message) {
            mirrors.released(sender, message);
        }
    }

    @Component
    static class ShareCredited implements CrossingHandler<ShareMessages.Credited> {
        private final Mirrors mirrors;

        ShareCredited(Mirrors mirrors) {
            this.mirrors = mirrors;
        }

        @Override
        public String kind() {
            return ShareMessages.Credited.KIND;
        }

        @Override
        public Class<ShareMessages.Credited> message() {
            return ShareMessages.Credited.class;
        }

        @Override
        public void apply(TenantId sender, ShareMessages.Credited message) {
            mirrors.credited(sender, message);
        }
    }

    @Component
    static class ShareCreditIssued implements CrossingHandler<ShareMessages.CreditIssued> {
        private final ProjectShares shares;

        ShareCreditIssued(ProjectShares shares) {
            this.shares = shares;
        }

        @Override
        public String kind() {
            return ShareMessages.CreditIssued.KIND;
        }

        @Override
        public Class<ShareMessages.CreditIssued> message() {
            return ShareMessages.CreditIssued.class;
        }

        @Override
        public void apply(TenantId sender, ShareMessages.CreditIssued message) {
            shares.creditIssued(sender, message);
        }
    }
}
