package coop.entrelacs.tenancy;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;
import java.time.Clock;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes tenants' archives, each encrypted under a key of its tenant. Who may ask is checked by the operator's API and page; that it was
 * asked enters the tenant's audit.
 */
@Service
public class TenantArchives {

    private final ControlPlane controlPlane;
    private final TenantRecords records;
    private final DatabaseServers servers;
    private final JsonMapper json;
    private final Secrets secrets;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    TenantArchives(
            ControlPlane controlPlane,
            TenantRecords records,
            DatabaseServers servers,
            JsonMapper json,
            Secrets secrets,
            ApplicationEventPublisher events,
            Clock clock) {
        this.secrets = secrets;
        this.events = events;
        this.controlPlane = controlPlane;
        this.records = records;
        this.servers = servers;
        this.json = json;
        this.clock = clock;
    }

    private record Kept(LegalIdentity legal, byte[] salt) {}

    /** An archive that was asked for, and is noted as made. */
    public final class Asked {

        private final Tenant tenant;

        private Asked(Tenant tenant) {
            this.tenant = tenant;
        }

        /** Writes one tenant's data in one snapshot: a table after the other, then the manifest. */
        public void writeTo(OutputStream out) throws IOException {
            TenantArchives.this.write(tenant, out);
        }
    }

    /** Notes that an archive is made, on the thread of who asks, and readies it. */
    public Asked ask(TenantId id) {
        Tenant tenant = records.get(id);
        events.publishEvent(new TenantArchived(id, tenant.state() == Tenant.State.ACTIVE));
        return new Asked(tenant);
    }

    /** Asks for an archive and writes it. */
    public void write(TenantId id, OutputStream out) throws IOException {
        ask(id).writeTo(out);
    }

    private void write(Tenant tenant, OutputStream out) throws IOException {
        TenantId id = tenant.id();
        Kept kept = controlPlane
                .jdbc()
                .sql("SELECT legal::text, box_salt FROM tenant WHERE id = ?")
                .param(id.value())
                .query((row, n) -> new Kept(json.readValue(row.getString(1), LegalIdentity.class), row.getBytes(2)))
                .single();
        try (ZipOutputStream zip = new ZipOutputStream(SealedArchive.writing(id, kept.salt(), secrets, out))) {
            TenantCopy.Archived archived = TenantCopy.archive(servers.get(tenant.server()), id, table -> {
                zip.putNextEntry(TenantArchive.entry(table));
                return new Entry(zip);
            });
            // Last, because it holds what only reading tells.
            zip.putNextEntry(new ZipEntry(TenantArchive.MANIFEST));
            zip.write(json.writeValueAsBytes(new TenantArchive.Manifest(
                    TenantArchive.FORMAT,
                    id,
                    tenant.name(),
                    tenant.kind(),
                    tenant.federation(),
                    kept.legal(),
                    kept.salt(),
                    clock.instant(),
                    String.valueOf(tenant.schemaVersion()),
                    archived.tables(),
                    archived.sequences())));
            zip.closeEntry();
        } catch (SQLException e) {
            throw new IOException("the archive of " + id + " breaks off", e);
        }
    }

    /** One entry of the zip: its end is not the end of the file. */
    private static final class Entry extends FilterOutputStream {

        private final ZipOutputStream zip;

        Entry(ZipOutputStream zip) {
            super(zip);
            this.zip = zip;
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            zip.write(bytes, from, length);
        }

        @Override
        public void close() throws IOException {
            zip.closeEntry();
        }
    }
}
