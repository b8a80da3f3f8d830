--liquibase formatted sql

--changeset governance:1-committees
CREATE TABLE committee (
    id uuid PRIMARY KEY,
    code varchar(40) NOT NULL UNIQUE CHECK (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    name varchar(120) NOT NULL CHECK (name <> ''),
    seats smallint NOT NULL CHECK (seats BETWEEN 3 AND 100),
    term_months smallint NOT NULL CHECK (term_months BETWEEN 1 AND 72)
);
REVOKE DELETE, TRUNCATE ON committee FROM ${runner};

-- The register of mandates. A mandate is renewable once: there is no third term to write down.
CREATE TABLE mandate (
    id uuid PRIMARY KEY,
    committee_id uuid NOT NULL REFERENCES committee,
    member_id uuid NOT NULL,
    term smallint NOT NULL CHECK (term IN (1, 2)),
    first_day date NOT NULL,
    last_day date NOT NULL CHECK (last_day >= first_day),
    ended_on date CHECK (ended_on BETWEEN first_day AND last_day),
    elected_by varchar(500) NOT NULL CHECK (elected_by <> ''),
    UNIQUE (committee_id, member_id, term)
);
CREATE INDEX mandate_by_day ON mandate (committee_id, first_day);
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON mandate FROM ${runner};
GRANT UPDATE (ended_on) ON mandate TO ${runner};

--changeset governance:2-give-mandate splitStatements:false
CREATE FUNCTION give_mandate(p_id uuid, p_committee uuid, p_member uuid, p_first date, p_last date, p_by text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
DECLARE
  seats_there integer;
  served integer;
BEGIN
  -- elections of one committee one after the other: seats are counted
  SELECT seats INTO seats_there FROM committee WHERE id = p_committee FOR UPDATE;
  IF NOT FOUND THEN PERFORM refuse('committee-not-found', p_committee::text); END IF;
  SELECT count(*) INTO served FROM mandate WHERE committee_id = p_committee AND member_id = p_member;
  IF served >= 2 THEN PERFORM refuse('mandate-third-term', ''); END IF;
  IF EXISTS (SELECT 1 FROM mandate WHERE committee_id = p_committee AND member_id = p_member
             AND first_day <= p_last AND coalesce(ended_on, last_day) >= p_first) THEN
    PERFORM refuse('mandate-overlaps', '');
  END IF;
  -- the most that sit on one day of the new term; it can only rise where another term begins
  IF (SELECT max(n) FROM (SELECT (SELECT count(*) FROM mandate m WHERE m.committee_id = p_committee
                                  AND d BETWEEN m.first_day AND coalesce(m.ended_on, m.last_day)) AS n
        FROM (SELECT p_first AS d UNION SELECT first_day FROM mandate WHERE committee_id = p_committee AND first_day BETWEEN p_first AND p_last) days) x)
     >= seats_there THEN
    PERFORM refuse('mandate-no-seat', seats_there::text);
  END IF;
  INSERT INTO mandate (id, committee_id, member_id, term, first_day, last_day, elected_by)
  VALUES (p_id, p_committee, p_member, served + 1, p_first, p_last, p_by);
  RETURN served + 1;
END $$;
REVOKE ALL ON FUNCTION give_mandate FROM PUBLIC;
GRANT EXECUTE ON FUNCTION give_mandate TO ${runner};

--changeset governance:3-ballots
CREATE TABLE ballot (
    id uuid PRIMARY KEY,
    subject varchar(200) NOT NULL CHECK (subject <> ''),
    secret boolean NOT NULL,
    quorum numeric(7, 4) NOT NULL CHECK (quorum BETWEEN 0 AND 100),
    least_voters smallint NOT NULL CHECK (least_voters >= 1),
    majority varchar(12) NOT NULL CHECK (majority IN ('SIMPLE', 'ABSOLUTE', 'TWO_THIRDS', 'UNANIMITY')),
    opened_at timestamptz NOT NULL DEFAULT now(),
    closes_at timestamptz NOT NULL,
    closed_at timestamptz,
    outcome varchar(10) CHECK (outcome IN ('ADOPTED', 'REJECTED', 'NO_QUORUM', 'ANNULLED')),
    in_favour smallint CHECK (in_favour >= 0),
    against smallint CHECK (against >= 0),
    abstained smallint CHECK (abstained >= 0),
    CHECK ((outcome IS NULL) = (closed_at IS NULL)),
    CHECK ((in_favour IS NULL) = (outcome IS NULL OR outcome = 'ANNULLED'))
);
CREATE UNIQUE INDEX ballot_open_once ON ballot (subject) WHERE outcome IS NULL;
CREATE TABLE ballot_voter (
    ballot_id uuid NOT NULL REFERENCES ballot,
    member_id uuid NOT NULL,
    excluded varchar(40),
    voted boolean NOT NULL DEFAULT false,
    PRIMARY KEY (ballot_id, member_id)
);
-- Open ballots: who said what. A member votes once, whatever the device.
CREATE TABLE ballot_vote (
    ballot_id uuid NOT NULL,
    member_id uuid NOT NULL,
    choice varchar(7) NOT NULL CHECK (choice IN ('FOR', 'AGAINST', 'ABSTAIN')),
    reason bytea,
    struck boolean NOT NULL DEFAULT false,
    PRIMARY KEY (ballot_id, member_id),
    FOREIGN KEY (ballot_id, member_id) REFERENCES ballot_voter
);
-- Secret ballots: only counts, no paper to trace; nobody reads them before the end.
CREATE TABLE ballot_box (
    ballot_id uuid PRIMARY KEY REFERENCES ballot,
    in_favour smallint NOT NULL DEFAULT 0,
    against smallint NOT NULL DEFAULT 0,
    abstained smallint NOT NULL DEFAULT 0
);
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON ballot, ballot_voter, ballot_vote FROM ${runner};
GRANT UPDATE (reason) ON ballot_vote TO ${runner};
REVOKE ALL ON ballot_box FROM ${runner};

--changeset governance:4-open-ballot splitStatements:false
CREATE FUNCTION open_ballot(p_id uuid, p_subject text, p_secret boolean, p_quorum numeric, p_least integer, p_majority text,
                            p_closes timestamptz, p_members uuid[], p_excluded text[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
BEGIN
  INSERT INTO ballot (id, subject, secret, quorum, least_voters, majority, closes_at)
  VALUES (p_id, p_subject, p_secret, p_quorum, p_least, p_majority, p_closes)
  ON CONFLICT (subject) WHERE outcome IS NULL DO NOTHING;
  IF NOT FOUND THEN PERFORM refuse('ballot-open-already', ''); END IF;
  INSERT INTO ballot_voter (ballot_id, member_id, excluded) SELECT p_id, m, x FROM unnest(p_members, p_excluded) u(m, x);
  IF p_secret THEN INSERT INTO ballot_box (ballot_id) VALUES (p_id); END IF;
  RETURN cardinality(p_members);
END $$;
REVOKE ALL ON FUNCTION open_ballot FROM PUBLIC;
GRANT EXECUTE ON FUNCTION open_ballot TO ${runner};

--changeset governance:5-cast-vote splitStatements:false
CREATE FUNCTION cast_vote(p_ballot uuid, p_member uuid, p_choice text, p_reason bytea, p_now timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
DECLARE
  b ballot;
  v ballot_voter;
BEGIN
  -- alone: a vote counts before the closing or is refused, never between
  SELECT * INTO b FROM ballot WHERE id = p_ballot FOR UPDATE;
  IF NOT FOUND THEN PERFORM refuse('ballot-not-found', p_ballot::text); END IF;
  IF b.outcome IS NOT NULL OR p_now >= b.closes_at THEN PERFORM refuse('ballot-closed', ''); END IF;
  IF p_choice NOT IN ('FOR', 'AGAINST', 'ABSTAIN') THEN PERFORM refuse('ballot-choice', ''); END IF;
  SELECT * INTO v FROM ballot_voter WHERE ballot_id = p_ballot AND member_id = p_member;
  IF NOT FOUND THEN PERFORM refuse('vote-not-entitled', ''); END IF;
  IF v.excluded IS NOT NULL THEN PERFORM refuse('vote-excluded', ''); END IF;
  UPDATE ballot_voter SET voted = true WHERE ballot_id = p_ballot AND member_id = p_member AND NOT voted;
  IF NOT FOUND THEN PERFORM refuse('voted-already', ''); END IF;
  IF b.secret THEN
    IF p_reason IS NOT NULL THEN PERFORM refuse('vote-reason-secret', ''); END IF;
    UPDATE ballot_box SET in_favour = in_favour + (p_choice = 'FOR')::integer, against = against + (p_choice = 'AGAINST')::integer,
           abstained = abstained + (p_choice = 'ABSTAIN')::integer WHERE ballot_id = p_ballot;
  ELSE
    INSERT INTO ballot_vote (ballot_id, member_id, choice, reason) VALUES (p_ballot, p_member, p_choice, p_reason);
  END IF;
  RETURN true;
END $$;
REVOKE ALL ON FUNCTION cast_vote FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cast_vote TO ${runner};

--changeset governance:6-exclude-voter splitStatements:false
CREATE FUNCTION exclude_voter(p_ballot uuid, p_member uuid, p_reason text, p_now timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
DECLARE
  b ballot;
  had_voted boolean;
BEGIN
  SELECT * INTO b FROM ballot WHERE id = p_ballot FOR UPDATE;
  IF NOT FOUND THEN PERFORM refuse('ballot-not-found', p_ballot::text); END IF;
  IF b.outcome IS NOT NULL THEN PERFORM refuse('ballot-closed', ''); END IF;
  UPDATE ballot_voter SET excluded = p_reason WHERE ballot_id = p_ballot AND member_id = p_member AND excluded IS NULL
  RETURNING voted INTO had_voted;
  IF NOT FOUND THEN RETURN false; END IF;
  IF had_voted AND b.secret THEN
    UPDATE ballot SET outcome = 'ANNULLED', closed_at = p_now WHERE id = p_ballot;
  ELSIF had_voted THEN
    UPDATE ballot_vote SET struck = true WHERE ballot_id = p_ballot AND member_id = p_member;
  END IF;
  RETURN true;
END $$;
REVOKE ALL ON FUNCTION exclude_voter FROM PUBLIC;
GRANT EXECUTE ON FUNCTION exclude_voter TO ${runner};

--changeset governance:7-close-ballot splitStatements:false
CREATE FUNCTION close_ballot(p_ballot uuid, p_now timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
DECLARE
  b ballot;
  entitled integer;
  turnout integer;
  f integer;
  a integer;
  n integer;
  result text;
BEGIN
  SELECT * INTO b FROM ballot WHERE id = p_ballot FOR UPDATE;
  IF NOT FOUND THEN PERFORM refuse('ballot-not-found', p_ballot::text); END IF;
  IF b.outcome IS NOT NULL THEN PERFORM refuse('ballot-closed', ''); END IF;
  SELECT count(*), count(*) FILTER (WHERE voted) INTO entitled, turnout FROM ballot_voter
  WHERE ballot_id = p_ballot AND excluded IS NULL;
  IF turnout < entitled AND p_now < b.closes_at THEN
    PERFORM refuse('ballot-still-open', (entitled - turnout)::text);
  END IF;
  IF b.secret THEN
    SELECT in_favour, against, abstained INTO f, a, n FROM ballot_box WHERE ballot_id = p_ballot;
  ELSE
    SELECT count(*) FILTER (WHERE choice = 'FOR'), count(*) FILTER (WHERE choice = 'AGAINST'), count(*) FILTER (WHERE choice = 'ABSTAIN')
    INTO f, a, n FROM ballot_vote WHERE ballot_id = p_ballot AND NOT struck;
  END IF;
  IF f + a + n <> turnout THEN RAISE EXCEPTION 'the box of ballot % does not hold what was voted', p_ballot; END IF;
  result := CASE
    WHEN turnout < greatest(ceil(entitled * b.quorum / 100), b.least_voters) THEN 'NO_QUORUM'
    WHEN b.majority = 'SIMPLE' AND f > a
      OR b.majority = 'ABSOLUTE' AND 2 * f > turnout
      OR b.majority = 'TWO_THIRDS' AND f > 0 AND 3 * f >= 2 * (f + a)
      OR b.majority = 'UNANIMITY' AND f > 0 AND a = 0 THEN 'ADOPTED'
    ELSE 'REJECTED' END;
  UPDATE ballot SET outcome = result, closed_at = p_now, in_favour = f, against = a, abstained = n WHERE id = p_ballot;
  RETURN result;
END $$;
REVOKE ALL ON FUNCTION close_ballot FROM PUBLIC;
GRANT EXECUTE ON FUNCTION close_ballot TO ${runner};
