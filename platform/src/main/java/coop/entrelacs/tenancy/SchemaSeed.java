package coop.entrelacs.tenancy;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * What every tenant begins with, whoever it is: a module writes it into a new schema while that is made, so that one kept ready
 * has it already and nobody waits for it.
 */
public interface SchemaSeed {

    /**
     * Fills the new schema, in the transaction that makes it: nothing of the tenant's own is known yet, not even its name.
     *
     * @param connection as the schema's owner, with the schema as its search path
     */
    void fill(Connection connection) throws SQLException;
}
