package coop.entrelacs.payroll;

import coop.entrelacs.members.Contracts;
import coop.entrelacs.members.MemberForm;
import coop.entrelacs.members.Members;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Those who work for everyone under an ordinary employment contract. */
@Service
public class SupportTeam {

    private final Members members;
    private final Contracts contracts;

    SupportTeam(Members members, Contracts contracts) {
        this.members = members;
        this.contracts = contracts;
    }

    /**
     * Somebody to employ.
     *
     * @param lastDay of a fixed term, or null
     * @param pay gross a month
     */
    public record Hire(
            String firstName,
            String lastName,
            @Nullable String email,
            LocalDate signedOn,
            LocalDate firstDay,
            @Nullable LocalDate lastDay,
            String job,
            Money pay,
            BigDecimal monthlyHours) {}

    /** Opens the file and signs the contract, both or neither. */
    @Transactional
    public UUID hire(Hire hire) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER, Role.MANAGER);
        UUID member = members.create(MemberForm.of(hire.firstName(), hire.lastName(), hire.email(), hire.signedOn()));
        contracts.employ(
                member, hire.signedOn(), hire.firstDay(), hire.lastDay(), hire.job(), hire.pay(), hire.monthlyHours());
        return member;
    }
}
