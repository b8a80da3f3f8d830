package coop.entrelacs.payroll;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.documents.Documents;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Files that take many people's pay and accounts out of the cooperative's hands: each download leaves a trace. */
@Service
public class PayrollExports {

    private final PayrollRuns runs;
    private final Documents documents;
    private final Audit audit;

    PayrollExports(PayrollRuns runs, Documents documents, Audit audit) {
        this.runs = runs;
        this.documents = documents;
        this.audit = audit;
    }

    /**
     * The SEPA transfers of a booked run (pain.001.001.09), as they were archived.
     *
     * @throws NotFound if the run has none
     */
    @Transactional
    public byte[] paymentFile(UUID run) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER, Role.TREASURER);
        CurrentTenant.actor().requirePerson();
        UUID document = runs.get(run).paymentDocument();
        if (document == null) {
            throw new NotFound("payment-file", run);
        }
        audit.record("payment-file.read", "payroll-run:" + run, "");
        return documents.content(document);
    }
}
