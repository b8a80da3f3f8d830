package coop.entrelacs.ledger;

import org.springframework.stereotype.Service;

/** Customers, suppliers, employees and others as the books know them: a code and a name. */
@Service
public class ThirdParties {

    public enum Kind {
        CUSTOMER,
        SUPPLIER,
        EMPLOYEE,
        ASSOCIATE,
        OTHER
    }

    /**
     * Makes sure the third party exists under this code, with this name (a changed name is taken over). In the caller's
     * transaction; cheap to repeat.
     *
     * @param code stable and unique, at most 60 characters, such as {@code C000123}
     */
    public void ensure(String code, Kind kind, String name) {
        throw new UnsupportedOperationException("soon");
    }
}
