package coop.entrelacs.payroll;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.documents.Documents;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Files that take many people's pay and accounts out of the cooperative's hands: each download leaves a trace. */
@Service
public class PayrollExports {

    private final JdbcClient jdbc;
    private final PayrollRuns runs;
    private final Documents documents;
    private final Audit audit;

    PayrollExports(JdbcClient jdbc, PayrollRuns runs, Documents documents, Audit audit) {
        this.jdbc = jdbc;
        this.runs = runs;
        this.documents = documents;
        this.audit = audit;
    }

    /**
     * The SEPA transfers of a booked run (pain.001.001.09), as they were archived.
     *
     * @throws NotFound if the run has none
     * @throws PayrollRefused if the bank refused it and it was withdrawn: sent again it would pay twice
     */
    @Transactional
    public byte[] paymentFile(UUID run) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER, Role.TREASURER);
        CurrentTenant.actor().requirePerson();
        UUID document = runs.get(run).paymentDocument();
        if (document == null) {
            throw new NotFound("payment-file", run);
        }
        boolean withdrawn = jdbc.sql("SELECT EXISTS (SELECT FROM payroll_payment WHERE document_id = ?"
                        + " AND withdrawn_at IS NOT NULL)")
                .param(document)
                .query(Boolean.class)
                .single();
        if (withdrawn) {
            throw new PayrollRefused("payment-withdrawn");
        }
        audit.record("payment-file.read", "payroll-run:" + run, "");
        return documents.content(document);
    }
}
