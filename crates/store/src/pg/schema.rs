//! The schema of a house in PostgreSQL, numbered and forward only.
//!
//! The rows are the embedded store's; claims and accounts have no log here, because the server keeps the pages of
//! their indexes in memory. Where the next input's number comes from stands apart from the head, because nodes that
//! accept do not wait for the one that decides.

/// One step a version; a version is never edited once it has run somewhere.
pub(crate) const STEPS: &[&str] = &["
    CREATE TABLE meta (key TEXT PRIMARY KEY, value BYTEA NOT NULL);
    CREATE TABLE edition (what TEXT PRIMARY KEY, no BIGINT NOT NULL);
    CREATE TABLE input (
        id BIGINT PRIMARY KEY,
        received_at BIGINT NOT NULL,
        sender TEXT NOT NULL,
        digest BYTEA NOT NULL,
        size BIGINT NOT NULL,
        is_house BOOLEAN NOT NULL
    );
    CREATE UNIQUE INDEX input_digest ON input (digest) WHERE NOT is_house;
    CREATE INDEX input_house ON input (id) WHERE is_house;
    CREATE TABLE raw (id BIGINT PRIMARY KEY, bytes BYTEA NOT NULL);
    CREATE TABLE inbox (id BIGINT PRIMARY KEY CHECK (id = 0), next_input BIGINT NOT NULL);
    INSERT INTO inbox VALUES (0, 1);
    CREATE TABLE claim (
        hi BIGINT NOT NULL,
        lo BIGINT NOT NULL,
        entry BIGINT NOT NULL,
        expires_on BIGINT,
        body BYTEA NOT NULL,
        PRIMARY KEY (hi, lo)
    );
    CREATE TABLE entry (
        id BIGINT PRIMARY KEY,
        state BIGINT NOT NULL,
        due_at BIGINT,
        updated_at BIGINT NOT NULL,
        n_findings BIGINT NOT NULL,
        last_history BIGINT NOT NULL,
        body BYTEA NOT NULL
    );
    CREATE INDEX entry_due ON entry (due_at, id) WHERE due_at IS NOT NULL;
    CREATE INDEX entry_open ON entry (state, id) WHERE state <> 12 AND state <> 13;
    CREATE TABLE tally (state BIGINT PRIMARY KEY, entries BIGINT NOT NULL);
    CREATE TABLE account (
        hi BIGINT NOT NULL,
        lo BIGINT NOT NULL,
        kind BIGINT NOT NULL,
        limit_scaled BIGINT NOT NULL,
        pending BIGINT NOT NULL,
        posted BIGINT NOT NULL,
        label TEXT NOT NULL,
        PRIMARY KEY (hi, lo)
    );
    CREATE TABLE history (
        id BIGINT PRIMARY KEY,
        entry BIGINT NOT NULL,
        previous BIGINT NOT NULL,
        commit_no BIGINT NOT NULL,
        body BYTEA NOT NULL
    );
    CREATE TABLE recipient (
        key BIGINT PRIMARY KEY,
        code TEXT COLLATE \"C\" NOT NULL UNIQUE,
        next_no BIGINT NOT NULL
    );
    CREATE TABLE block (
        first_no BIGINT PRIMARY KEY,
        commit_no BIGINT NOT NULL,
        recipient BIGINT NOT NULL,
        first_recipient_no BIGINT NOT NULL,
        count BIGINT NOT NULL,
        size BIGINT NOT NULL,
        body BYTEA NOT NULL
    );
    CREATE UNIQUE INDEX block_recipient ON block (recipient, first_recipient_no);
    CREATE UNIQUE INDEX block_commit ON block (commit_no, recipient);
    CREATE TABLE commit_log (
        no BIGINT PRIMARY KEY,
        at BIGINT NOT NULL,
        first_input BIGINT NOT NULL,
        last_input BIGINT NOT NULL,
        inputs_digest BYTEA NOT NULL,
        n_history BIGINT NOT NULL,
        leaves BYTEA NOT NULL,
        link BYTEA NOT NULL
    );
    CREATE TABLE head_signature (
        commit_no BIGINT PRIMARY KEY,
        link BYTEA NOT NULL,
        public_key BYTEA NOT NULL,
        signature BYTEA NOT NULL
    );
    CREATE TABLE decided (
        id BIGINT PRIMARY KEY CHECK (id = 0),
        commit_no BIGINT NOT NULL,
        link BYTEA NOT NULL,
        decided_input BIGINT NOT NULL,
        next_entry BIGINT NOT NULL,
        next_history BIGINT NOT NULL,
        next_receipt BIGINT NOT NULL
    );
    INSERT INTO decided VALUES (0, 0, decode(repeat('00', 32), 'hex'), 0, 1, 1, 1);
    CREATE VIEW head AS SELECT commit_no, link, decided_input, next_entry, next_history,
        next_receipt, next_input FROM decided, inbox;
    CREATE TABLE task (
        entry BIGINT NOT NULL,
        kind BIGINT NOT NULL,
        office TEXT COLLATE \"C\" NOT NULL,
        number TEXT NOT NULL,
        page_no TEXT NOT NULL,
        party TEXT NOT NULL,
        opens_at BIGINT NOT NULL,
        due_at BIGINT NOT NULL,
        priority BIGINT NOT NULL,
        holder TEXT NOT NULL,
        held_at BIGINT,
        PRIMARY KEY (entry, kind)
    );
    CREATE INDEX task_priority ON task (priority, due_at, entry, kind, opens_at, office, holder);
    CREATE INDEX task_due ON task (due_at, priority, entry, kind, opens_at, office, holder);
    CREATE INDEX task_age ON task (opens_at, priority, entry, kind, office, holder, due_at);
    CREATE TABLE remembered (commit_no BIGINT PRIMARY KEY, size BIGINT NOT NULL,
        body BYTEA NOT NULL);
    CREATE TABLE checkpoint (commit_no BIGINT PRIMARY KEY, size BIGINT NOT NULL,
        body BYTEA NOT NULL);
    -- What is packed already is not packed again.
    ALTER TABLE raw ALTER COLUMN bytes SET STORAGE EXTERNAL;
    ALTER TABLE block ALTER COLUMN body SET STORAGE EXTERNAL;
    ALTER TABLE commit_log ALTER COLUMN leaves SET STORAGE EXTERNAL;
    ALTER TABLE remembered ALTER COLUMN body SET STORAGE EXTERNAL;
    ALTER TABLE checkpoint ALTER COLUMN body SET STORAGE EXTERNAL;
    CREATE FUNCTION instr(text, text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN strpos($1, $2);
"];
