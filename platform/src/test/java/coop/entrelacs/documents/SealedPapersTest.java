package coop.entrelacs.documents;

import static coop.entrelacs.TestTenants.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.audit.Audit;
import coop.entrelacs.audit.AuditEntry;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.tenancy.TenantArchives;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.TenantRestores;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What stands on papers is in no table and no archive for whoever holds the file. */
@EntrelacsTest
class SealedPapersTest {

    private static final String NIR = "269054958815780";
    private static final byte[] PAYSLIP = ("Bulletin de paie, " + NIR).getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    @Autowired
    TestTenants tenants;

    @Autowired
    Documents documents;

    @Autowired
    PaperSealing sealing;

    @Autowired
    TenantArchives archives;

    @Autowired
    TenantRestores restores;

    @Autowired
    Audit audit;

    @Autowired
    JdbcClient jdbc;

    private TenantId tenant;

    @BeforeEach
    void aCooperative() {
        tenant = tenants.aCooperative();
    }

    @Test
    void a_paper_is_stored_sealed_and_read_as_it_was() {
        Document kept = in(tenant, () -> documents.store("bulletin.pdf", "application/pdf", PAYSLIP));

        assertThat(kept.size()).isEqualTo(PAYSLIP.length);
        assertThat(kept.sha256()).isEqualTo(sha256(PAYSLIP));
        assertThat(in(tenant, () -> documents.content(kept.id()))).isEqualTo(PAYSLIP);
        assertThat(stored(kept.id())).doesNotContain(NIR);
    }

    @Test
    void sealed_content_opens_in_its_own_row_only_and_never_changes() {
        Document one = in(tenant, () -> documents.store("un.pdf", "application/pdf", PAYSLIP));
        UUID moved = UUID.randomUUID();
        in(
                tenant,
                () -> jdbc.sql("INSERT INTO document (id, name, media_type, sha256, content, sealed)"
                                + " SELECT ?, name, media_type, sha256, content, sealed FROM document WHERE id = ?")
                        .params(moved, one.id())
                        .update());

        assertThatThrownBy(() -> in(tenant, () -> documents.content(moved))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> in(
                        tenant,
                        () -> jdbc.sql("UPDATE document SET content = ''").update()))
                .isInstanceOf(DataAccessException.class);
        assertThat(in(
                        tenant,
                        () -> jdbc.sql("SELECT seal_document(?, ?)")
                                .params(one.id(), PAYSLIP)
                                .query(Boolean.class)
                                .single()))
                .isFalse();
    }

    @Test
    void papers_of_the_time_before_are_sealed_where_they_lie() {
        UUID old = inClear();
        assertThat(in(tenant, () -> documents.content(old))).isEqualTo(PAYSLIP);

        sealing.seal(tenant);

        assertThat(stored(old)).doesNotContain(NIR);
        assertThat(in(tenant, () -> documents.content(old))).isEqualTo(PAYSLIP);
        assertThat(in(tenant, () -> documents.get(old)).size()).isEqualTo(PAYSLIP.length);
    }

    @Test
    void an_archive_is_read_by_no_one_but_the_deployment_and_stands_in_the_tenants_audit() throws IOException {
        inClear();
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        archives.write(tenant, out);

        assertThat(out.toString(StandardCharsets.ISO_8859_1))
                .startsWith("ENTRELACS-ARCHIVE-3")
                .doesNotContain(NIR)
                .doesNotContain("journal")
                .doesNotContain("manifest");
        assertThat(in(tenant, () -> audit.newest("tenant:" + tenant, null, 10)).items())
                .extracting(AuditEntry::action)
                .containsExactly("tenant.archived");
        byte[] damaged = out.toByteArray();
        damaged[damaged.length / 2] ^= 1;
        Path file = Files.write(folder.resolve("damaged.archive"), damaged);
        assertThatThrownBy(() -> restores.ask(file, tenant.value(), () -> {}))
                .isInstanceOf(InvalidField.class)
                .hasMessageContaining("archive-sealed-otherwise");
    }

    private UUID inClear() {
        UUID id = UUID.randomUUID();
        in(
                tenant,
                () -> jdbc.sql("INSERT INTO document (id, name, media_type, sha256, content) VALUES (?, ?, ?, ?, ?)")
                        .params(id, "ancien.pdf", "application/pdf", sha256(PAYSLIP), PAYSLIP)
                        .update());
        return id;
    }

    private String stored(UUID id) {
        return new String(
                in(
                        tenant,
                        () -> jdbc.sql("SELECT content FROM document WHERE id = ?")
                                .param(id)
                                .query((row, n) -> row.getBytes(1))
                                .single()),
                StandardCharsets.ISO_8859_1);
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
