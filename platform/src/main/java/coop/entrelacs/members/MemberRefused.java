package coop.entrelacs.members;

import coop.entrelacs.shared.Refusal;
import org.jspecify.annotations.Nullable;

/** What is asked does not fit what a member's file already says; the code and the sentence say why. */
public class MemberRefused extends Refusal {

    MemberRefused(String code, @Nullable String field, Object... arguments) {
        super(code.equals("member-link-self") ? Kind.FORBIDDEN : Kind.CONFLICT, code, field, arguments);
    }
}
