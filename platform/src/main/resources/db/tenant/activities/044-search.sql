--liquibase formatted sql

--changeset activities:44-search
-- Lists by name go in the order of the folded names: É beside E.
CREATE INDEX customer_by_folded_name ON customer (folded(name), id);
CREATE INDEX activity_by_folded_name ON activity (folded(trade_name), id);
CREATE INDEX supplier_by_folded_name ON supplier (folded(name), id);
