package coop.entrelacs.members;

import coop.entrelacs.shared.InvalidField;
import java.time.LocalDate;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a person: by an advisor who opens their file, later by themselves.
 *
 * @param appliedOn the day they came to the cooperative
 * @param trade what they do or want to do, in their words
 * @param entryStatus what they were when they came, for funders' statistics, or null if not told
 * @param education their level, for the same, or null if not told
 * @param referralSource who sent them, or null
 */
public record MemberForm(
        String firstName,
        String lastName,
        @Nullable String birthName,
        @Nullable String email,
        @Nullable String phone,
        @Nullable LocalDate birthDate,
        @Nullable Sex sex,
        @Nullable MemberAddress address,
        LocalDate appliedOn,
        @Nullable String trade,
        @Nullable EntryStatus entryStatus,
        @Nullable Education education,
        @Nullable UUID referralSource) {

    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+\\.[^@\\s.]+");
    private static final Pattern PHONE = Pattern.compile("\\+?[0-9 .()-]{6,39}");
    private static final int YOUNGEST = 14;

    public MemberForm {
        firstName = Fields.required("firstName", firstName, 80);
        lastName = Fields.required("lastName", lastName, 80);
        birthName = Fields.optional("birthName", birthName, 80);
        email = Fields.optional("email", email, 200);
        phone = Fields.optional("phone", phone, 40);
        trade = Fields.optional("trade", trade, 120);
        address = address == null ? MemberAddress.NONE : address;
        Fields.required("appliedOn", appliedOn);
        if (!email.isEmpty() && !EMAIL.matcher(email).matches()) {
            throw new InvalidField("email", "member-email");
        }
        if (!phone.isEmpty() && !PHONE.matcher(phone).matches()) {
            throw new InvalidField("phone", "member-phone");
        }
        if (birthDate != null
                && (birthDate.isAfter(appliedOn.minusYears(YOUNGEST))
                        || birthDate.isBefore(appliedOn.minusYears(110)))) {
            throw new InvalidField("birthDate", "member-birth-date", YOUNGEST);
        }
    }

    /** As it stands in official papers. */
    public enum Sex {
        F,
        M,
        X
    }

    /** What somebody was before. */
    public enum EntryStatus {
        JOBSEEKER,
        EMPLOYEE,
        SELF_EMPLOYED,
        STUDENT,
        RETIRED,
        MINIMUM_INCOME,
        OTHER
    }

    /** The highest level reached. */
    public enum Education {
        NONE,
        VOCATIONAL,
        SECONDARY,
        SHORT_HIGHER,
        HIGHER
    }

    /** A form with a name, an address for mail and a day; the rest is asked later. */
    public static MemberForm of(String firstName, String lastName, @Nullable String email, LocalDate appliedOn) {
        return new MemberForm(
                firstName, lastName, null, email, null, null, null, null, appliedOn, null, null, null, null);
    }

    String searchName() {
        return Fields.searchable(lastName + " " + firstName);
    }
}
