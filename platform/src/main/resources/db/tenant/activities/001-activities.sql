--liquibase formatted sql

--changeset activities:1-activities
CREATE TABLE activity (
    id uuid PRIMARY KEY,
    version integer NOT NULL,
    code varchar(12) NOT NULL UNIQUE CHECK (code ~ '^[A-Z0-9]{2,12}$'),
    trade_name varchar(120) NOT NULL CHECK (trade_name <> ''),
    trade varchar(200) NOT NULL DEFAULT '',
    address_line1 varchar(120),
    address_line2 varchar(120),
    postal_code varchar(12),
    city varchar(80),
    country char(2),
    email varchar(200),
    phone varchar(40),
    website varchar(200),
    iban varchar(34),
    bic varchar(11),
    default_vat varchar(30) NOT NULL,
    default_nature varchar(12) NOT NULL CHECK (default_nature IN ('SERVICES', 'GOODS', 'PRODUCTS', 'REBILLED')),
    vat_on_debits boolean NOT NULL,
    payment_days integer NOT NULL CHECK (payment_days BETWEEN 0 AND 60),
    -- Code de commerce L441-10: 60 days from the invoice, or 45 days and then the end of the month
    end_of_month boolean NOT NULL CHECK (NOT end_of_month OR payment_days <= 45),
    opened_on date NOT NULL,
    closed_on date CHECK (closed_on >= opened_on)
);
CREATE INDEX activity_by_name ON activity (trade_name, id);

-- whose activity it is, since when, for which share; the members' module owns the people, so only their ids are here
CREATE TABLE activity_member (
    activity_id uuid NOT NULL REFERENCES activity,
    member_id uuid NOT NULL,
    first_day date NOT NULL,
    last_day date CHECK (last_day >= first_day),
    share numeric(7, 4) NOT NULL CHECK (share > 0 AND share <= 100),
    PRIMARY KEY (activity_id, member_id, first_day)
);
CREATE INDEX activity_member_by_member ON activity_member (member_id, activity_id);

--changeset activities:2-customers
CREATE SEQUENCE customer_code;
CREATE TABLE customer (
    id uuid PRIMARY KEY,
    version integer NOT NULL,
    code varchar(16) NOT NULL UNIQUE,
    kind varchar(10) NOT NULL CHECK (kind IN ('BUSINESS', 'PRIVATE')),
    name varchar(200) NOT NULL CHECK (name <> ''),
    contact varchar(120),
    siren char(9) CHECK (siren ~ '^[0-9]{9}$'),
    siret char(14) CHECK (siret ~ '^[0-9]{14}$'),
    vat_number varchar(16) CHECK (vat_number ~ '^[A-Z]{2}[A-Z0-9]{2,14}$'),
    email varchar(200),
    phone varchar(40),
    language char(2) NOT NULL CHECK (language IN ('fr', 'en')),
    billing_line1 varchar(120),
    billing_line2 varchar(120),
    billing_postal_code varchar(12),
    billing_city varchar(80),
    billing_country char(2),
    delivery_line1 varchar(120),
    delivery_line2 varchar(120),
    delivery_postal_code varchar(12),
    delivery_city varchar(80),
    delivery_country char(2),
    -- null: shared by every activity of the cooperative
    activity_id uuid REFERENCES activity,
    archived boolean NOT NULL,
    CHECK (siret IS NULL OR siren = left(siret, 9)),
    CHECK (kind = 'BUSINESS' OR (siren IS NULL AND siret IS NULL AND vat_number IS NULL))
);
CREATE INDEX customer_by_name ON customer (name, id);
CREATE INDEX customer_by_activity ON customer (activity_id, name);
CREATE INDEX customer_by_siren ON customer (siren) WHERE siren IS NOT NULL;

--changeset activities:3-numbers
-- The last number given per sequence and year. Taking one is an UPDATE guarded by the date, so numbers and dates rise together;
-- the row stays locked until the transaction ends, so a rolled back one leaves no gap.
CREATE TABLE document_number (
    sequence varchar(16) NOT NULL CHECK (sequence IN ('QUOTE', 'INVOICE', 'CREDIT_NOTE', 'EXPENSE', 'VOUCHER')),
    year integer NOT NULL CHECK (year BETWEEN 2000 AND 2999),
    last integer NOT NULL CHECK (last >= 0),
    last_date date NOT NULL,
    PRIMARY KEY (sequence, year)
);
REVOKE DELETE ON document_number FROM ${runner};

--changeset activities:4-number-guard splitStatements:false
CREATE FUNCTION document_number_rises() RETURNS trigger LANGUAGE plpgsql SET search_path = ${schema}, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.last <> 0 THEN
            RAISE EXCEPTION 'a sequence begins at zero' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    ELSIF NEW.last <> OLD.last + 1 OR NEW.last_date < OLD.last_date
            OR NEW.sequence <> OLD.sequence OR NEW.year <> OLD.year THEN
        RAISE EXCEPTION 'numbers rise by one, dates never fall: % %', OLD.sequence, OLD.year
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER document_number_rises BEFORE INSERT OR UPDATE ON document_number
    FOR EACH ROW EXECUTE FUNCTION document_number_rises();

--changeset activities:5-quotes
CREATE TABLE quote (
    id uuid PRIMARY KEY,
    version integer NOT NULL,
    activity_id uuid NOT NULL REFERENCES activity,
    customer_id uuid NOT NULL REFERENCES customer,
    state varchar(10) NOT NULL CHECK (state IN ('DRAFT', 'SENT', 'ACCEPTED', 'REFUSED')),
    number varchar(20) UNIQUE,
    subject varchar(200) NOT NULL,
    notes varchar(4000) NOT NULL,
    issue_date date,
    valid_until date,
    net_cents bigint NOT NULL,
    vat_cents bigint NOT NULL,
    gross_cents bigint NOT NULL CHECK (gross_cents = net_cents + vat_cents),
    document_id uuid,
    decided_on date,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    CHECK (state = 'DRAFT' OR (number IS NOT NULL AND issue_date IS NOT NULL AND valid_until >= issue_date AND document_id IS NOT NULL)),
    CHECK (state IN ('DRAFT', 'SENT') OR decided_on IS NOT NULL)
);
CREATE INDEX quote_by_activity ON quote (activity_id, id DESC);
CREATE INDEX quote_by_customer ON quote (customer_id);
CREATE TABLE quote_line (
    quote_id uuid NOT NULL REFERENCES quote ON DELETE CASCADE,
    line_no integer NOT NULL CHECK (line_no BETWEEN 0 AND 499),
    label varchar(200) NOT NULL,
    description varchar(2000) NOT NULL,
    quantity numeric(14, 4) NOT NULL,
    unit varchar(8) NOT NULL,
    unit_price numeric(14, 4) NOT NULL CHECK (unit_price >= 0),
    discount numeric(7, 4) NOT NULL CHECK (discount BETWEEN 0 AND 100),
    vat varchar(30) NOT NULL,
    nature varchar(12) NOT NULL CHECK (nature IN ('SERVICES', 'GOODS', 'PRODUCTS', 'REBILLED')),
    net_cents bigint NOT NULL,
    PRIMARY KEY (quote_id, line_no)
);

--changeset activities:6-invoices
CREATE TABLE invoice (
    id uuid PRIMARY KEY,
    version integer NOT NULL,
    kind varchar(12) NOT NULL CHECK (kind IN ('INVOICE', 'CREDIT_NOTE')),
    state varchar(10) NOT NULL CHECK (state IN ('DRAFT', 'SUBMITTED', 'VALIDATED')),
    number varchar(20) UNIQUE,
    activity_id uuid NOT NULL REFERENCES activity,
    customer_id uuid NOT NULL REFERENCES customer,
    quote_id uuid REFERENCES quote,
    corrects_id uuid REFERENCES invoice,
    reason varchar(500) NOT NULL DEFAULT '',
    subject varchar(200) NOT NULL,
    notes varchar(4000) NOT NULL,
    order_reference varchar(60) NOT NULL,
    supplied_from date,
    supplied_to date CHECK (supplied_to >= supplied_from),
    issue_date date,
    due_date date CHECK (due_date >= issue_date),
    vat_on_debits boolean NOT NULL,
    net_cents bigint NOT NULL,
    vat_cents bigint NOT NULL,
    gross_cents bigint NOT NULL CHECK (gross_cents = net_cents + vat_cents),
    document_id uuid,
    entry_id bigint,
    return_reason varchar(500) NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    submitted_at timestamptz,
    submitted_by uuid,
    validated_at timestamptz,
    validated_by uuid,
    CHECK ((kind = 'CREDIT_NOTE') = (corrects_id IS NOT NULL)),
    CHECK (state <> 'SUBMITTED' OR submitted_at IS NOT NULL),
    CHECK ((state = 'VALIDATED') = (number IS NOT NULL)),
    CHECK (state <> 'VALIDATED' OR (issue_date IS NOT NULL AND due_date IS NOT NULL AND document_id IS NOT NULL
        AND entry_id IS NOT NULL AND validated_at IS NOT NULL AND validated_by IS NOT NULL AND gross_cents > 0))
);
CREATE INDEX invoice_by_activity ON invoice (activity_id, id DESC);
CREATE INDEX invoice_by_customer ON invoice (customer_id, id DESC);
CREATE INDEX invoice_waiting ON invoice (submitted_at) WHERE state = 'SUBMITTED';
CREATE INDEX invoice_corrections ON invoice (corrects_id) WHERE corrects_id IS NOT NULL;
CREATE TABLE invoice_line (
    invoice_id uuid NOT NULL REFERENCES invoice ON DELETE CASCADE,
    line_no integer NOT NULL CHECK (line_no BETWEEN 0 AND 499),
    label varchar(200) NOT NULL,
    description varchar(2000) NOT NULL,
    quantity numeric(14, 4) NOT NULL,
    unit varchar(8) NOT NULL,
    unit_price numeric(14, 4) NOT NULL CHECK (unit_price >= 0),
    discount numeric(7, 4) NOT NULL CHECK (discount BETWEEN 0 AND 100),
    vat varchar(30) NOT NULL,
    nature varchar(12) NOT NULL CHECK (nature IN ('SERVICES', 'GOODS', 'PRODUCTS', 'REBILLED')),
    net_cents bigint NOT NULL,
    PRIMARY KEY (invoice_id, line_no)
);
-- the VAT of a validated invoice by rate and nature of operation, as it was posted
CREATE TABLE invoice_vat (
    invoice_id uuid NOT NULL REFERENCES invoice,
    vat varchar(30) NOT NULL,
    goods boolean NOT NULL,
    category char(2) NOT NULL,
    rate numeric(7, 4) NOT NULL CHECK (rate >= 0),
    net_cents bigint NOT NULL,
    vat_cents bigint NOT NULL,
    PRIMARY KEY (invoice_id, vat, goods)
);
REVOKE UPDATE, DELETE, TRUNCATE ON invoice_vat FROM ${runner};

--changeset activities:7-invoices-freeze splitStatements:false
CREATE FUNCTION invoice_freezes() RETURNS trigger LANGUAGE plpgsql SET search_path = ${schema}, pg_temp AS $$
DECLARE
    lines_net bigint;
    rates_net bigint;
    rates_vat bigint;
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.state = 'VALIDATED' THEN
        RAISE EXCEPTION 'a validated invoice never changes: %', OLD.number USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF NEW.state = 'VALIDATED' THEN
        IF TG_OP = 'INSERT' THEN
            RAISE EXCEPTION 'an invoice begins as a draft' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        SELECT coalesce(sum(net_cents), 0) INTO lines_net FROM invoice_line WHERE invoice_id = NEW.id;
        SELECT coalesce(sum(net_cents), 0), coalesce(sum(vat_cents), 0) INTO rates_net, rates_vat
            FROM invoice_vat WHERE invoice_id = NEW.id;
        IF lines_net <> NEW.net_cents OR rates_net <> NEW.net_cents OR rates_vat <> NEW.vat_cents THEN
            RAISE EXCEPTION 'the invoice % does not add up: lines %, rates % + %, totals % + %', NEW.number,
                lines_net, rates_net, rates_vat, NEW.net_cents, NEW.vat_cents USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER invoice_freezes BEFORE INSERT OR UPDATE OR DELETE ON invoice FOR EACH ROW EXECUTE FUNCTION invoice_freezes();

CREATE FUNCTION invoice_line_freezes() RETURNS trigger LANGUAGE plpgsql SET search_path = ${schema}, pg_temp AS $$
BEGIN
    IF (TG_OP <> 'INSERT' AND EXISTS (SELECT FROM invoice WHERE id = OLD.invoice_id AND state = 'VALIDATED'))
            OR (TG_OP <> 'DELETE' AND EXISTS (SELECT FROM invoice WHERE id = NEW.invoice_id AND state = 'VALIDATED')) THEN
        RAISE EXCEPTION 'a validated invoice never changes' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER invoice_line_freezes BEFORE INSERT OR UPDATE OR DELETE ON invoice_line
    FOR EACH ROW EXECUTE FUNCTION invoice_line_freezes();
CREATE TRIGGER invoice_vat_freezes BEFORE INSERT ON invoice_vat
    FOR EACH ROW EXECUTE FUNCTION invoice_line_freezes();

--changeset activities:8-receivables
-- What is still due on a validated invoice lives beside it, so the invoice itself never changes. Payments and credit notes are
-- guarded UPDATEs of this row: whoever comes second sees what the first left.
CREATE TABLE receivable (
    invoice_id uuid PRIMARY KEY REFERENCES invoice,
    total_cents bigint NOT NULL CHECK (total_cents > 0),
    paid_cents bigint NOT NULL DEFAULT 0 CHECK (paid_cents BETWEEN 0 AND total_cents),
    credited_cents bigint NOT NULL DEFAULT 0 CHECK (credited_cents BETWEEN 0 AND total_cents),
    settled_on date
);
REVOKE DELETE ON receivable FROM ${runner};
CREATE TABLE invoice_sending (
    invoice_id uuid NOT NULL REFERENCES invoice,
    sent_at timestamptz NOT NULL,
    sent_by uuid NOT NULL,
    PRIMARY KEY (invoice_id, sent_at)
);
REVOKE UPDATE, DELETE ON invoice_sending FROM ${runner};
-- VAT on services falls due when the customer pays: until then it waits, rate by rate
CREATE TABLE receivable_vat (
    invoice_id uuid NOT NULL REFERENCES receivable,
    vat varchar(30) NOT NULL,
    vat_cents bigint NOT NULL CHECK (vat_cents > 0),
    waiting_cents bigint NOT NULL CHECK (waiting_cents BETWEEN 0 AND vat_cents),
    PRIMARY KEY (invoice_id, vat)
);
REVOKE DELETE ON receivable_vat FROM ${runner};

CREATE TABLE customer_payment (
    id uuid PRIMARY KEY,
    customer_id uuid NOT NULL REFERENCES customer,
    direction varchar(8) NOT NULL CHECK (direction IN ('RECEIPT', 'REFUND')),
    paid_on date NOT NULL,
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    means varchar(12) NOT NULL CHECK (means IN ('TRANSFER', 'CARD', 'CHEQUE', 'CASH', 'DIRECT_DEBIT')),
    reference varchar(80) NOT NULL,
    entry_id bigint NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by uuid NOT NULL,
    reversed_at timestamptz,
    reversed_by uuid,
    reversal_entry_id bigint,
    reversal_reason varchar(200),
    CHECK ((reversed_at IS NULL) = (reversal_entry_id IS NULL))
);
CREATE INDEX customer_payment_by_customer ON customer_payment (customer_id, id DESC);
REVOKE UPDATE, DELETE ON customer_payment FROM ${runner};
GRANT UPDATE (reversed_at, reversed_by, reversal_entry_id, reversal_reason) ON customer_payment TO ${runner};
CREATE TABLE payment_allocation (
    payment_id uuid NOT NULL REFERENCES customer_payment,
    invoice_id uuid NOT NULL REFERENCES receivable,
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    PRIMARY KEY (payment_id, invoice_id)
);
CREATE INDEX payment_allocation_by_invoice ON payment_allocation (invoice_id);
REVOKE UPDATE, DELETE ON payment_allocation FROM ${runner};
-- the waiting VAT that a payment made due, so that its reversal puts back exactly that
CREATE TABLE payment_vat (
    payment_id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    vat varchar(30) NOT NULL,
    vat_cents bigint NOT NULL CHECK (vat_cents > 0),
    PRIMARY KEY (payment_id, invoice_id, vat),
    FOREIGN KEY (payment_id, invoice_id) REFERENCES payment_allocation
);
REVOKE UPDATE, DELETE ON payment_vat FROM ${runner};

--changeset activities:9-costs
CREATE SEQUENCE supplier_code;
CREATE TABLE supplier (
    id uuid PRIMARY KEY,
    version integer NOT NULL,
    code varchar(16) NOT NULL UNIQUE,
    name varchar(200) NOT NULL CHECK (name <> ''),
    siren char(9) CHECK (siren ~ '^[0-9]{9}$'),
    vat_number varchar(16)
);
CREATE INDEX supplier_by_name ON supplier (name, id);
-- one table for what an activity spends: a member's expense report or a supplier's invoice
CREATE TABLE cost (
    id uuid PRIMARY KEY,
    version integer NOT NULL,
    kind varchar(8) NOT NULL CHECK (kind IN ('EXPENSE', 'PURCHASE')),
    state varchar(10) NOT NULL CHECK (state IN ('DRAFT', 'SUBMITTED', 'APPROVED', 'PAID')),
    number varchar(20) UNIQUE,
    activity_id uuid NOT NULL REFERENCES activity,
    member_id uuid,
    supplier_id uuid REFERENCES supplier,
    reference varchar(60) NOT NULL,
    title varchar(200) NOT NULL,
    cost_date date NOT NULL,
    due_date date,
    net_cents bigint NOT NULL,
    vat_cents bigint NOT NULL CHECK (vat_cents >= 0),
    gross_cents bigint NOT NULL CHECK (gross_cents = net_cents + vat_cents AND gross_cents >= 0),
    return_reason varchar(500) NOT NULL DEFAULT '',
    entry_id bigint,
    payment_entry_id bigint,
    paid_on date,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    submitted_at timestamptz,
    approved_at timestamptz,
    approved_by uuid,
    CHECK ((kind = 'EXPENSE') = (member_id IS NOT NULL)),
    CHECK ((kind = 'PURCHASE') = (supplier_id IS NOT NULL)),
    CHECK (state NOT IN ('APPROVED', 'PAID') OR (entry_id IS NOT NULL AND number IS NOT NULL AND approved_at IS NOT NULL AND gross_cents > 0)),
    CHECK ((state = 'PAID') = (payment_entry_id IS NOT NULL)),
    CHECK ((state = 'PAID') = (paid_on IS NOT NULL))
);
CREATE INDEX cost_by_activity ON cost (activity_id, id DESC);
-- the same supplier's invoice is entered once
CREATE UNIQUE INDEX cost_supplier_reference ON cost (supplier_id, reference) WHERE kind = 'PURCHASE';
CREATE TABLE cost_line (
    cost_id uuid NOT NULL REFERENCES cost ON DELETE CASCADE,
    line_no integer NOT NULL CHECK (line_no BETWEEN 0 AND 199),
    spent_on date NOT NULL,
    label varchar(200) NOT NULL,
    category varchar(30) NOT NULL,
    gross_cents bigint NOT NULL CHECK (gross_cents > 0),
    vat_cents bigint NOT NULL CHECK (vat_cents >= 0 AND vat_cents < gross_cents),
    receipt_id uuid,
    PRIMARY KEY (cost_id, line_no)
);

--changeset activities:10-costs-freeze splitStatements:false
CREATE FUNCTION cost_freezes() RETURNS trigger LANGUAGE plpgsql SET search_path = ${schema}, pg_temp AS $$
BEGIN
    IF OLD.state IN ('APPROVED', 'PAID') AND (TG_OP = 'DELETE' OR OLD.state = 'PAID' OR NEW.state <> 'PAID'
            OR (NEW.number, NEW.activity_id, NEW.member_id, NEW.supplier_id, NEW.reference, NEW.cost_date, NEW.net_cents, NEW.vat_cents, NEW.entry_id)
                IS DISTINCT FROM
               (OLD.number, OLD.activity_id, OLD.member_id, OLD.supplier_id, OLD.reference, OLD.cost_date, OLD.net_cents, OLD.vat_cents, OLD.entry_id)) THEN
        RAISE EXCEPTION 'an approved cost never changes: %', OLD.number USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER cost_freezes BEFORE UPDATE OR DELETE ON cost FOR EACH ROW EXECUTE FUNCTION cost_freezes();
CREATE FUNCTION cost_line_freezes() RETURNS trigger LANGUAGE plpgsql SET search_path = ${schema}, pg_temp AS $$
BEGIN
    IF (TG_OP <> 'INSERT' AND EXISTS (SELECT FROM cost WHERE id = OLD.cost_id AND state IN ('APPROVED', 'PAID')))
            OR (TG_OP <> 'DELETE' AND EXISTS (SELECT FROM cost WHERE id = NEW.cost_id AND state IN ('APPROVED', 'PAID'))) THEN
        RAISE EXCEPTION 'an approved cost never changes' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER cost_line_freezes BEFORE INSERT OR UPDATE OR DELETE ON cost_line
    FOR EACH ROW EXECUTE FUNCTION cost_line_freezes();

--changeset activities:11-vouchers
-- An exchange between two activities of the same legal person: no invoice, no VAT, only an analytic transfer.
CREATE TABLE exchange_voucher (
    id uuid PRIMARY KEY,
    number varchar(20) NOT NULL UNIQUE,
    provider_id uuid NOT NULL REFERENCES activity,
    receiver_id uuid NOT NULL REFERENCES activity,
    exchanged_on date NOT NULL,
    label varchar(200) NOT NULL,
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    entry_id bigint NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by uuid NOT NULL,
    CHECK (provider_id <> receiver_id)
);
CREATE INDEX exchange_voucher_by_provider ON exchange_voucher (provider_id, id DESC);
CREATE INDEX exchange_voucher_by_receiver ON exchange_voucher (receiver_id, id DESC);
REVOKE UPDATE, DELETE ON exchange_voucher FROM ${runner};
